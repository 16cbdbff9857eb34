import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from linli.domains.workforce.models import Qualification
from linli.kernel.divisions import scope
from tests.cast import give_role
from tests.factories import make

COUNTY = "410902000000"


@pytest.fixture
def reader(hire, tree):
    """Sees the qualifications of one county, and no other register."""
    with scope.everything("a role and records for a test"):
        give_role("reader", {"workforce.view"})
        for place in ("410902001001", "410922100201"):
            make(Qualification, tree[place], level="assistant", issued_on=date(2020, 1, 1), lapsed_on=None)
    return hire("duzhe", "独之者", "reader", "科员", COUNTY)


def figures(*words, division=COUNTY, **options):
    out = io.StringIO()
    call_command("figures", *words, division=division, json=True, stdout=out, **options)
    return {each["code"]: each["value"] for each in json.loads(out.getvalue())}


def test_figures_of_an_account_are_those_of_the_records_that_it_may_see(reader):
    assert {code.partition(".")[0] for code in figures(by="duzhe")} == {"workforce"}
    assert figures("workforce.certified", by="duzhe") == {"workforce.certified": 1}
    assert len(figures()) > len(figures(by="duzhe"))


@pytest.mark.parametrize(
    "code, division, by, said",
    [
        ("residents.cared", COUNTY, "duzhe", "看不到指标：residents.cared"),
        ("workforce.certified", "410922000000", "duzhe", "不在您岗位的管辖范围内"),
        ("workforce.certified", COUNTY, "wuren", "账号“wuren”没有岗位"),
    ],
)
def test_what_an_account_may_not_see_is_refused(reader, code, division, by, said):
    with pytest.raises(CommandError, match=said):
        figures(code, division=division, by=by)
