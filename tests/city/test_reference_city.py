"""The main job from end to end: workbooks in, figures, the letter, its trace, and whoever may not see it."""

import csv
import io
import json
from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from linli.kernel.divisions import scope
from linli.kernel.exchange.spec import spec_of
from linli.kernel.indicators.declaration import Ratio
from linli.kernel.indicators.figures import figure
from linli.kernel.indicators.registry import all_indicators

AT = date(2021, 7, 9)
pytestmark = pytest.mark.xdist_group("city")
DEMO = settings.BASE_DIR / "demo"
ROUND = "2020-11-23..2021-02-08"

# The figures that the city's letter quotes: code, period, value, and what it is made of.
LETTER = [
    ("coordination.task_forces", None, 6, {}),
    ("coordination.member_units", None, 32, {}),
    ("coordination.leading_groups", None, 98, {"level": {"city": 1, "county": 8, "township": 89}}),
    ("coordination.ledger_areas", None, 3, {}),
    ("coordination.ledger_tasks", None, 18, {}),
    ("funds.allocated", "2020", 2015, {"source": {"city": 1026, "county": 989}}),
    ("funds.rewarded", "2020", 126, {"source": {"province": 126}}),
    ("funds.rewarded_communities", "2020", 42, {}),
    ("funds.budgeted", "2021", 1607, {}),
    ("elections.due", ROUND, 3079, {}),
    ("elections.completed", ROUND, 3079, {}),
    ("committees.coded_rate", None, 100, {}),
    ("committees.certified_rate", None, 100, {}),
    ("consultation.held", None, 10216, {}),
    ("consultation.solved", None, 9108, {}),
    ("grid.centres", None, 2952, {}),
    ("grid.staffed_rate", None, 100, {}),
    ("standards.certified", None, 93, {}),
    ("standards.planned", "2021", 30, {}),
    ("workforce.certified", None, 141, {"level": {"senior": 1, "intermediate": 44, "assistant": 96}}),
]


@pytest.mark.parametrize(("code", "period", "value", "by"), LETTER, ids=[row[0] for row in LETTER])
def test_figure_comes_out_as_in_the_letter(whole, code, period, value, by):
    found = figure(code, whole, at=AT, period=period)

    assert found.value == value
    assert {name: dict(found.by[name]) for name in by} == by


def test_rates_are_as_good_as_the_letter_says(whole):
    standard = figure("grid.centres_standard_rate", whole, at=AT)
    expected = figure("standards.expected_rate", whole, at=AT)

    assert standard.value >= 80
    assert (expected.numerator, expected.denominator) == (123, 175)
    assert expected.value > 70


def test_every_figure_counts_the_same_as_its_list(whole):
    found = [figure(each.code, whole, at=AT) for each in all_indicators() if not isinstance(each, Ratio)]

    assert [(each.code, each.queryset().count()) for each in found] == [(each.code, each.records) for each in found]


def test_parts_of_a_figure_add_up_to_the_whole(whole):
    counties = list(whole.children.all())
    for code in ("consultation.held", "grid.centres", "committees.registered", "workforce.certified"):
        parts = [figure(code, county, at=AT).value for county in counties]

        assert sum(parts) == figure(code, whole, at=AT).value


def test_check_figures_finds_no_difference(city):
    out = io.StringIO()

    call_command("check_figures", "--at", "2021-07-09", stdout=out)

    assert "差异 0 个" in out.getvalue()


def test_check_figures_finds_a_planted_difference(city, monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr("linli.portal.management.commands.check_figures.recount.amounts", lambda *a, **k: {})
    with pytest.raises(CommandError):
        call_command("check_figures", "--at", "2021-07-09", stdout=out)

    assert "不一致" in out.getvalue()


def test_figures_command_answers_in_json(city):
    out = io.StringIO()

    call_command(
        "figures",
        "funds.allocated",
        "--division",
        "410900000000",
        "--at",
        "2021-07-09",
        "--period",
        "2020",
        "--json",
        stdout=out,
    )

    [entry] = json.loads(out.getvalue())
    assert (entry["code"], entry["value"], entry["unit"]) == ("funds.allocated", 2015, "万元")
    assert entry["by"]["source"] == {"city": 1026, "county": 989}


def test_reply_is_written_and_verifies(city, tmp_path):
    call_command("reply", "395", "--out", str(tmp_path), stdout=io.StringIO())
    for name in ("reply.pdf", "reply.docx"):
        out = io.StringIO()
        call_command("verify", str(tmp_path / name), stdout=out)
        assert "一致" in out.getvalue()


def test_county_post_sees_its_own_records_only(visit):
    from linli.domains.consultation.models import Session  # slow import

    own = visit("hl-county", spec_of(Session).url())
    with transaction.atomic(), scope.everything("find a foreign record"):
        foreign = Session.objects.filter(division_id__gte=410922000000000, division_id__lt=410923000000000).first()

    assert own.status_code == 200
    assert visit("hl-county", spec_of(Session).url("detail", pk=foreign.pk)).status_code == 404
    assert visit("hl-county", "/figures/consultation.held/?place=410922000000").status_code == 404
    assert visit("hl-county", "/place/410922000000/").status_code == 404


def test_every_page_of_the_portal_opens(visit):
    for address in ("/", "/board/", "/figures/", "/search/?q=京东", "/place/410902001001/", "/place/410902000000/"):
        assert visit("mz-clerk", address).status_code == 200, address
    for each in all_indicators():
        assert visit("mz-clerk", f"/figures/{each.code}/").status_code == 200, each.code


def test_expected_figures_of_the_workbooks_hold(whole):
    with (DEMO / "data" / "expected.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))

    assert len(rows) >= len(LETTER)
