"""A change of the tree carried out: records, posts, figures and history follow, all of them or none."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.kernel.accounts.models import Post, Unit
from linli.kernel.divisions import changing, moving, scope
from linli.kernel.divisions.enums import ChangeKind, SetState, Verdict
from linli.kernel.divisions.models import Change, ChangeSet, Division, PastDivision, Succession
from linli.kernel.divisions.queries import (
    children_on,
    get_division,
    lineage_of,
    names_of,
    ranges_on,
    territory_on,
    tree_on,
)
from linli.kernel.divisions.rules.plans import ChangeRefused
from linli.kernel.indicators.figures import answer
from linli.kernel.indicators.periods import twelve_months_to
from linli.kernel.indicators.questions import Question
from linli.kernel.indicators.registry import get_indicator
from tests.factories import bound_models, make

ON = date(2021, 6, 1)
AT = datetime(2021, 7, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
BY = "濮阳市民政局 科员 程思远"
HEAD = "code,name,level,parent_code,urban_rural,source_year,village_kind"
KINDS = {"villagers": "村委会", "residents": "居委会", "similar": "类似居委会", "": ""}
JINGDONG, YUBEI, JINLIAN = 410902001001, 410902001002, 410902002002
SQUARE = "410902001000"


@pytest.fixture
def listed(tree, tmp_path):
    """`listed({old code: new code or (new code, name, …) or None}, *more rows)` is next year's list of the cast's places."""

    def write(changes=(), *more):
        changes = dict(changes)
        rows = []
        for place in tree.values():
            code = int(place.short_code)
            if place.level == "nation" or changes.get(code, code) is None:
                continue
            new, name, kind = code, place.name, place.village_kind
            if code in changes:
                given = changes[code] if isinstance(changes[code], tuple) else (changes[code], name)
                new, name, kind = (*given, kind)[:3]
            rows.append((new, name, place.level, kind))
        rows += more
        return _write(tmp_path / "next.csv", rows)

    return write


def _write(path, rows):
    lines, above = [HEAD], []
    spans = {"province": 10**10, "city": 10**8, "county": 10**6, "township": 10**3, "village": 1}
    for code, name, level, kind in sorted(rows):
        above = [each for each in above if each[0] <= code < each[0] + spans[each[1]]]
        parent = above[-1][0] if above else ""
        lines.append(f"{code},{name},{level},{parent},,2022,{KINDS[kind]}")
        above.append((code, level))
    path.write_text("\n".join(lines))
    return path


def drafted(path):
    return changing.draft(path, name=path.name, at=AT, by=BY)


def carried_out(made, on=ON, at=AT):
    changing.accept_open(made, at=AT, by=BY)
    confirmed = changing.confirm(made, on=on, at=AT, by=BY)
    return changing.apply(confirmed, at=at)


def place(code):
    return Division.objects.get(code=code * 1000)


@pytest.fixture
def committee(tree, everywhere):
    from linli.domains.committees.models import Committee

    return make(Committee, tree[str(JINGDONG)])


def test_nothing_to_do_is_said(listed, everywhere):
    with pytest.raises(ChangeRefused, match="名单与现行区划一致"):
        drafted(listed())


@pytest.mark.parametrize("model", bound_models(), ids=lambda model: model._meta.label)
def test_records_of_every_register_follow_a_new_code(model, listed, tree, everywhere):
    row = make(model, tree[str(JINGDONG)])
    follows = any(column.model is model for column in moving.columns())

    carried_out(drafted(listed({JINGDONG: 410902001077})))

    where = model.objects.filter(pk=row.pk).values_list("division_id", flat=True).get()
    assert where == (410902001077 if follows else JINGDONG) * 1000
    assert not Division.objects.filter(code=JINGDONG * 1000).exists()


def test_only_the_audit_and_rows_not_yet_taken_in_stay_under_their_old_code():
    staying = {model._meta.label for model in bound_models()} - {each.model._meta.label for each in moving.columns()}

    assert staying == {"audit.AuditEntry", "exchange.Staged"}


def test_posts_and_units_follow(listed, village_worker, everywhere):
    carried_out(drafted(listed({JINGDONG: 410902001077})))

    post = Post.objects.get(pk=village_worker.pk)
    assert [each.short_code for each in post.places] == ["410902001077"]
    assert post.scope.ranges == ((410902001077000, 410902001078000),)
    assert Unit.objects.get(pk=post.unit_id).division_id == 410902001077000


def test_worker_of_a_recoded_village_sees_its_records_and_no_others(listed, village_worker, committee, as_post):
    from linli.domains.committees.models import Committee

    make(Committee, place(YUBEI))
    carried_out(drafted(listed({JINGDONG: 410902001077})))

    with as_post(Post.objects.get(pk=village_worker.pk)):
        assert [each.pk for each in Committee.objects.all()] == [committee.pk]


def test_exchanged_codes_exchange_their_records(listed, committee, everywhere):
    from linli.domains.committees.models import Committee

    other = make(Committee, place(YUBEI))
    path = listed({JINGDONG: (JINGDONG, "玉北社区"), YUBEI: (YUBEI, "京东社区")})

    carried_out(drafted(path))

    assert Committee.objects.get(pk=committee.pk).division_id == YUBEI * 1000
    assert Committee.objects.get(pk=other.pk).division_id == JINGDONG * 1000
    assert place(YUBEI).name == "京东社区"


def test_chain_of_codes_moves_from_its_end(listed, committee, everywhere):
    from linli.domains.committees.models import Committee

    other = make(Committee, place(YUBEI))
    path = listed({JINGDONG: (YUBEI, "京东社区"), YUBEI: (410902001003, "玉北社区")})

    carried_out(drafted(path))

    assert Committee.objects.get(pk=committee.pk).division_id == YUBEI * 1000
    assert Committee.objects.get(pk=other.pk).division_id == 410902001003000
    assert get_division(JINGDONG).name == "京东社区"


def test_renamed_place_keeps_its_code_and_its_past_name(listed, everywhere):
    carried_out(drafted(listed({410902001000: (410902001000, "中原路新街道")})))

    assert place(410902001000).name == "中原路新街道"
    assert place(JINGDONG).path_name == "河南省濮阳市华龙区中原路新街道京东社区"
    past = PastDivision.objects.get()
    assert (past.name, past.valid_from, past.valid_to) == ("中原路街道", date(2010, 1, 1), ON)
    assert not Succession.objects.exists()


def test_recoded_township_takes_villages_and_grids_along(listed, tree, committee, everywhere):
    from linli.domains.committees.models import Committee

    grid = Division(
        code=JINGDONG * 1000 + 7, upper=JINGDONG * 1000 + 8, level="grid", name="第七网格", path_name="第七网格",
        parent=tree[str(JINGDONG)], valid_from=date(2012, 1, 1),
    )  # fmt: skip
    grid.save(force_insert=True)
    in_grid = make(Committee, grid)

    carried_out(drafted(listed({410902001000: 410902101000, JINGDONG: 410902101001, YUBEI: 410902101002})))

    assert Committee.objects.get(pk=in_grid.pk).division_id == 410902101001007
    assert Committee.objects.get(pk=committee.pk).division_id == 410902101001000
    assert place(410902101001).parent_id == 410902101000000
    assert ranges_on(tree[SQUARE], date(2021, 1, 1)) == [(410902101000000, 410902102000000)]
    assert get_division(SQUARE).short_code == "410902101000"


def test_merged_places_put_their_records_together(listed, tree, everywhere):
    from linli.domains.consultation.models import Session

    for code in (JINGDONG, YUBEI):
        make(Session, place(code))
    made = drafted(listed({JINGDONG: None}))
    gone = made.changes.get()
    assert gone.kind == ChangeKind.GONE

    changing.decide(gone, Verdict.ELSEWHERE, heir=YUBEI * 1000, at=AT, by=BY)
    moved = changing.apply(changing.confirm(made, on=ON, at=AT, by=BY), at=AT)

    assert moved["社区协商"] == 1
    assert Session.objects.filter(division_id=YUBEI * 1000).count() == 2
    for code in (JINGDONG, YUBEI):
        was = territory_on(tree[str(code)], date(2021, 1, 1))
        assert was.ranges == was.blurred == ((YUBEI * 1000, YUBEI * 1000 + 1000),)


def test_split_place_gives_its_records_to_one_and_posts_see_both(listed, village_worker, committee, everywhere):
    path = listed(
        {JINGDONG: None},
        (410902001011, "甲京东片社区", "village", "residents"),
        (410902001012, "乙京东片社区", "village", "residents"),
    )

    carried_out(drafted(path))

    assert type(committee).objects.get(pk=committee.pk).division_id == 410902001011000
    post = Post.objects.get(pk=village_worker.pk)
    assert [each.short_code for each in post.places] == ["410902001011", "410902001012"]
    assert [(each.successor // 1000, each.is_main) for each in Succession.objects.all()] == [
        (410902001011, True),
        (410902001012, False),
    ]


def test_two_current_committees_in_one_place_refuse_a_merger_in_words(listed, committee, everywhere):
    make(type(committee), place(YUBEI))
    made = drafted(listed({JINGDONG: None}))
    changing.decide(made.changes.get(), Verdict.ELSEWHERE, heir=YUBEI * 1000, at=AT, by=BY)
    confirmed = changing.confirm(made, on=ON, at=AT, by=BY)

    with pytest.raises(ChangeRefused, match="村（居）民委员会”里的记录不能一并移到新的区划"):
        changing.apply(confirmed, at=AT)

    assert Division.objects.filter(code=JINGDONG * 1000).exists()
    assert ChangeSet.objects.get().state == SetState.CONFIRMED
    assert not PastDivision.objects.exists()


def test_vanished_place_with_records_needs_an_heir(listed, committee, everywhere):
    made = drafted(listed({JINGDONG: None}))
    changing.accept_open(made, at=AT, by=BY)

    with pytest.raises(ChangeRefused, match=r"410902001001将停用，名下还有记录（村（居）民委员会1）"):
        changing.confirm(made, on=ON, at=AT, by=BY)


def test_local_place_that_no_list_names_can_be_kept(listed, committee, everywhere):
    made = drafted(listed({JINGDONG: None, YUBEI: (YUBEI, "玉北小区")}))
    changing.decide(made.changes.get(kind="gone"), Verdict.KEPT, at=AT, by=BY)

    carried_out(made)

    assert place(JINGDONG).name == "京东社区"
    assert place(YUBEI).name == "玉北小区"


def test_same_code_for_another_place_starts_empty(listed, committee, everywhere):
    made = drafted(listed({JINGDONG: (JINGDONG, "芦占")}))
    changing.decide(made.changes.get(), Verdict.ELSEWHERE, heir=YUBEI * 1000, at=AT, by=BY)

    carried_out(made)

    assert place(JINGDONG).name == "芦占"
    assert type(committee).objects.get(pk=committee.pk).division_id == YUBEI * 1000


def test_nothing_is_confirmed_before_every_doubt_is_decided(listed, everywhere):
    made = drafted(listed({JINGDONG: None}))

    with pytest.raises(ChangeRefused, match="还有1项没有确认"):
        changing.confirm(made, on=ON, at=AT, by=BY)


def test_nothing_is_applied_before_its_day_or_twice(listed, everywhere):
    made = drafted(listed({JINGDONG: 410902001077}))
    confirmed = changing.confirm(made, on=date(2021, 7, 9), at=AT, by=BY)

    with pytest.raises(ChangeRefused, match="生效日期是2021-07-09，还没有到"):
        changing.apply(confirmed, at=AT - timedelta(days=1))
    changing.apply(confirmed, at=AT)
    with pytest.raises(ChangeRefused, match="已生效"):
        changing.apply(confirmed, at=AT)


def test_tree_is_read_as_it_was_before_on_and_after_the_day(listed, tree, everywhere):
    carried_out(drafted(listed({JINGDONG: 410902001077})))
    street = tree[SQUARE]

    assert [each.code // 1000 for each in children_on(street, ON - timedelta(days=1))] == [JINGDONG, YUBEI]
    assert [each.code // 1000 for each in children_on(street, ON)] == [YUBEI, 410902001077]
    assert JINGDONG * 1000 in tree_on(ON - timedelta(days=1)).keys() - tree_on(ON).keys()
    assert ranges_on(tree[str(JINGDONG)], ON - timedelta(days=1)) == [(410902001077000, 410902001078000)]
    assert ranges_on(street, ON) == [street.range]


def test_village_that_came_from_outside_is_not_counted_on_the_map_of_then(listed, tree, everywhere):
    carried_out(drafted(listed({JINLIAN: (410902001009, "金联华社区")})))

    street = ranges_on(tree[SQUARE], date(2021, 1, 1))
    other = ranges_on(tree["410902002000"], date(2021, 1, 1))

    assert street == [(410902001000000, 410902001009000), (410902001010000, 410902002000000)]
    assert other == [(410902001009000, 410902001010000), (410902002000000, 410902002002000), (410902002003000, 410902003000000)]  # fmt: skip


def test_writers_with_an_old_map_are_stopped_by_the_key(listed, tree, everywhere):
    from django.db import IntegrityError, connection, transaction

    from linli.domains.committees.models import Committee

    carried_out(drafted(listed({JINGDONG: 410902001077})))

    with transaction.atomic():
        make(Committee, tree[str(JINGDONG)])
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_old_codes_still_lead_to_names_and_lineage(listed, everywhere):
    carried_out(drafted(listed({JINGDONG: 410902001077})))
    second = drafted(_write_again(listed, 410902001088))
    carried_out(second, on=date(2021, 7, 1))

    assert get_division("410902001001").short_code == "410902001088"
    assert lineage_of(410902001088000) == [410902001088000, 410902001077000, 410902001001000]
    assert names_of([JINGDONG * 1000])[JINGDONG * 1000].endswith("京东社区")


def _write_again(listed, code):
    return listed({JINGDONG: code})


def test_reversal_is_a_change_of_its_own(listed, committee, everywhere):
    made = drafted(listed({JINGDONG: (410902001077, "京东新社区")}))
    changing.accept_open(made, at=AT, by=BY)
    carried_out(made)

    back = changing.reverse(ChangeSet.objects.get(pk=made.pk), at=AT, by=BY)
    carried_out(back, on=date(2021, 7, 1))

    assert place(JINGDONG).name == "京东社区"
    assert type(committee).objects.get(pk=committee.pk).division_id == JINGDONG * 1000
    assert Succession.objects.count() == 2


def test_outdated_comparison_is_refused(listed, everywhere):
    first, second = drafted(listed({JINGDONG: 410902001077})), drafted(listed({YUBEI: 410902001078}))
    carried_out(first)

    with pytest.raises(ChangeRefused, match="已经过时"):
        changing.confirm(second, on=ON + timedelta(days=1), at=AT, by=BY)


def test_day_before_the_place_began_is_refused(listed, everywhere):
    made = drafted(listed({JINGDONG: 410902001077}))

    with pytest.raises(ChangeRefused, match="生效日期应晚于2010-01-01"):
        changing.confirm(made, on=date(2010, 1, 1), at=AT, by=BY)


@pytest.mark.parametrize(
    "verdict, heir, said",
    [(Verdict.ELSEWHERE, None, "请填写承接区划"), (Verdict.ELSEWHERE, JINGDONG * 1000, "请填写承接区划")],
)
def test_verdict_without_an_heir_is_refused(verdict, heir, said, listed, everywhere):
    made = drafted(listed({JINGDONG: None}))

    with pytest.raises(ChangeRefused, match=said):
        changing.decide(made.changes.get(), verdict, heir=heir, at=AT, by=BY)


def test_heir_that_is_no_more_is_refused(listed, everywhere):
    made = drafted(listed({JINGDONG: None, YUBEI: None}))
    for change in made.changes.all():
        changing.decide(change, Verdict.ELSEWHERE, heir=(JINGDONG + YUBEI) * 1000 - change.old_code, at=AT, by=BY)

    with pytest.raises(ChangeRefused, match="不在变更后的区划里"):
        changing.confirm(made, on=ON, at=AT, by=BY)


def test_decisions_are_kept_with_name_and_time(listed, everywhere):
    made = drafted(listed({JINGDONG: None}))
    changing.decide(made.changes.get(), Verdict.KEPT, at=AT, by=BY)

    change = Change.objects.get()
    assert (change.verdict, change.decided_by, change.decided_at) == (Verdict.KEPT, BY, AT)


def test_scope_of_a_county_carries_out_a_change_of_its_own(listed, hualong_officer, committee, as_post):
    made = drafted(listed({JINGDONG: 410902001077}))
    ChangeSet.objects.update(root=410902000000000, tree_digest="")

    with as_post(hualong_officer):
        ChangeSet.objects.update(
            tree_digest=changing.digest_of_tree(changing.tree_of(410902000000000, 410903000000000))
        )
        carried_out(made)

    with scope.everything("look"):
        assert type(committee).objects.get(pk=committee.pk).division_id == 410902001077000


def held(division, places=()):
    question = Question(get_indicator("consultation.held"), division, ON, twelve_months_to(ON), places=places)
    return answer(question).value


def test_figures_follow_and_can_be_read_on_the_map_of_then(listed, tree, everywhere):
    from linli.domains.consultation.models import Session

    streets = tree[SQUARE], tree["410902002000"]
    for code, times in ((JINGDONG, 3), (YUBEI, 2), (JINLIAN, 1)):
        for _time in range(times):
            make(Session, place(code))
    assert [held(street) for street in streets] == [5, 1]

    carried_out(drafted(listed({JINGDONG: (410902002077, "京东社区")})))

    assert [held(street) for street in streets] == [2, 4]
    then = [tuple(ranges_on(street, ON - timedelta(days=1))) for street in streets]
    assert [held(street, places) for street, places in zip(streets, then, strict=True)] == [5, 1]
    assert held(tree["410902000000"]) == 6
