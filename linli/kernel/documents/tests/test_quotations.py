from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.documents.quotations import EXACT, FORMS, OUTSIDE, Quotation, level_of, parse

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
VALUES = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters='"“”{}｜０１２３４５６７８９．％＿'),
    min_size=1,
    max_size=12,
)
FIGURES = st.builds(
    Quotation,
    st.tuples(NAMES, NAMES).map(".".join),
    st.dictionaries(NAMES, VALUES, max_size=3),
    st.sampled_from(FORMS),
)
OUTSIDES = st.builds(
    Quotation,
    st.just(OUTSIDE),
    st.fixed_dictionaries({"来源": VALUES}, optional={"年份": st.integers(1950, 2100).map(str)}),
    st.sampled_from(["", "所", "人"]),
    st.integers(0, 10**9).map(str),
)


@given(st.one_of(FIGURES, OUTSIDES))
def test_a_quotation_written_is_read_again(quotation):
    template = parse(f"前文{quotation.write()}后文")

    (found,) = template.quotations
    assert template.faults == ()
    assert (found.code, found.params, found.form, found.value) == (
        quotation.code,
        quotation.params,
        quotation.form,
        quotation.value,
    )
    assert template.text[found.start : found.end] == quotation.write()


@given(st.text(alphabet='{}|= \n"“”外部来源abc.01一、（）funds', max_size=60))
def test_any_text_is_taken_apart_and_nothing_is_lost(text):
    template = parse(text)

    rebuilt = "".join(piece if isinstance(piece, str) else text[piece.start : piece.end] for piece in template.pieces)
    assert rebuilt == text
    assert all(fault.line >= 1 and fault.column >= 1 and str(fault) for fault in template.faults)


def test_full_width_signs_are_read_like_half_width_ones():
    (found,) = parse("{{ funds.allocated period＝２０２０ source=“city” ｜ 万元 }}").quotations

    assert found.params == {"period": "2020", "source": "city"}
    assert found.form == "万元"


def test_without_a_form_the_value_is_exact():
    (found,) = parse("{{ grid.centres }}").quotations

    assert found.form == EXACT


def test_faults_say_line_and_column_and_remedy():
    faults = parse("第一行\n有{{ funds.allocated | 亿 }}和{{ Funds }}\n{{ 没有配对").faults

    assert [(fault.line, fault.column) for fault in faults] == [(2, 2), (2, 28), (3, 1)]
    assert str(faults[0]) == "第2行第2字：没有“亿”这种写法，可用的有：精确、万元、百分比、约数、以上、数。"


def test_an_outside_figure_without_a_source_is_a_fault():
    (fault,) = parse("{{ 外部 303 | 所 }}").faults

    assert fault.message == '外部数据必须注明来源，请加上 来源="…"。'


def test_a_parameter_given_twice_is_a_fault():
    (fault,) = parse("{{ grid.centres at=2020-01-01 at=2021-01-01 }}").faults

    assert fault.message == "参数“at”写了两次，请删去一个。"


def test_levels_follow_the_numbering():
    assert [level_of(line) for line in ("一、总体情况", "（二）经费", "3.培训", "3.5万元", "十一、附", "正文")] == [
        1,
        2,
        3,
        0,
        1,
        0,
    ]


def test_lines_carry_level_and_pieces():
    template = parse("一、总体\n\n  共{{ grid.centres }}。  \n")

    assert [(level, len(pieces)) for level, pieces in template.lines] == [(1, 1), (0, 3)]
    assert template.lines[1][1][0] == "共"
    assert template.lines[1][1][2] == "。"
