import pytest
from django.core.exceptions import ValidationError

from linli.kernel.exchange.spec import get_spec
from linli.kernel.ui.fields import DayField, KeyField, PlaceField, YuanField
from tests.factories import make


@pytest.fixture
def place(hualong_officer, as_post):
    with as_post(hualong_officer):
        yield PlaceField(post=hualong_officer)


@pytest.mark.parametrize("written", ["410902001001", "４１０９０２００１００１", " 410902001001 ", "京东社区"])
def test_place_is_found_by_code_or_name(place, written):
    assert place.clean(written).short_code == "410902001001"


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("410902999999", "没有代码为“410902999999”的区划，请核对12位区划代码。"),
        ("410922100201", "“西关村”不在您岗位的管辖范围内，请改选辖区内的区划。"),
        ("西关村", "辖区内没有名为“西关村”的区划，请填写12位区划代码。"),
        ("9" * 40, f"没有代码为“{'9' * 20}”的区划，请核对12位区划代码。"),
    ],
)
def test_place_outside_is_refused_in_words(place, written, complaint):
    with pytest.raises(ValidationError) as refusal:
        place.clean(written)

    assert refusal.value.messages == [complaint]


@pytest.mark.parametrize("written", ["2021-07-09", "2021/7/9", "2021年7月9日", "２０２１-０７-０９"])
def test_day_is_read_as_people_write_it(written):
    assert DayField().clean(written).isoformat() == "2021-07-09"


def test_day_that_is_not_in_the_calendar_is_refused():
    with pytest.raises(ValidationError) as refusal:
        DayField().clean("2021-02-30")

    assert refusal.value.messages == ["这不是日历上有的日期，请写成 2021-07-09 的样子。"]


def test_amount_is_whole_fen_and_shown_as_it_was():
    field = YuanField()

    assert (field.clean("10,260,000.05"), field.prepare_value(1_026_000_005)) == (1_026_000_005, "10,260,000.05")


@pytest.mark.parametrize("written", ["1.005", "一百", "1e400", "NaN"])
def test_amount_that_is_none_is_refused(written):
    with pytest.raises(ValidationError):
        YuanField().clean(written)


def test_record_is_named_by_its_key(tree, everywhere):
    spec = get_spec("consultation.session")
    session = make(spec.model, tree["410902001001"], code="XS-1")
    field = KeyField(lookup=spec)

    assert (field.clean("XS-1"), field.prepare_value(session)) == (session, "XS-1")
    with pytest.raises(ValidationError) as refusal:
        field.clean("XS-2\x00")
    assert refusal.value.messages == [f"“{spec.label}”中没有“XS-2”，请先登记它，或核对编号。"]
