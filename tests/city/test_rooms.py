"""The screens of self-government, looked at by axe at a desk and on a phone, in the city where every room has something to show."""

import io

import pymupdf
import pytest
from django.db import transaction

from linli.domains.attestations.models import Application
from linli.domains.committees.models import Case
from linli.domains.consultation.models import Topic
from linli.domains.disclosure.models import Item, Posting, Power, Question, Run
from linli.domains.elections.models import Election, Station
from linli.kernel.divisions import scope
from tests.city.eye import faults

pytestmark = pytest.mark.xdist_group("city")
HOME = "/community/410902001001"
ROOMS = {
    "progress of the city": ("mz-clerk", "/elections/progress/?round=2021规模调整"),
    "progress of a county": ("hl-county", "/elections/progress/?round=2021规模调整"),
    "progress of a township": ("zyl-street", "/elections/progress/?round=2021规模调整"),
    "structure": ("hl-county", "/elections/structure/?round=2021规模调整"),
    "voters on two lists": ("hl-county", "/elections/doubles/"),
    "elections": ("hl-county", "/elections/election/?round=2021规模调整"),
    "election in the archive": ("hl-county", "/elections/election/{高庄村}/"),
    "election with an objection": ("yc-town", "/elections/election/{石佛店村}/"),
    "election being planned": ("zyl-street", "/elections/election/{南里商社区}/"),
    "plan of an election": ("zyl-street", "/elections/election/{南里商社区}/do/plan/"),
    "list of voters": ("zyl-street", "/elections/election/{京东社区}/voters/"),
    "registering a voter": ("zyl-street", "/elections/election/{京东社区}/do/register_voter/"),
    "forms that disagree": ("zyl-election", "/elections/election/{玉北社区}/"),
    "form of a station": ("zyl-election", "/elections/election/{玉北社区}/count/{station}/"),
    "deed that asks for nothing": ("zyl-election", "/elections/election/{玉北社区}/do/agree/"),
    "run-off": ("zyl-street", "/elections/election/{京西社区}/"),
    "certificate cases": ("hl-county", "/committees/certificates/"),
    "case to be decided": ("hl-county", "/committees/cases/{lost}/"),
    "issuing a certificate": ("hl-county", "/committees/cases/{lost}/do/issue/"),
    "committee with its papers": ("hl-county", "/committees/committee/{committee}/"),
    "topics": ("jd-village", "/consultation/topic/"),
    "topic being talked about": ("jd-village", "/consultation/topic/{topic}/"),
    "board of a community": ("jd-village", "/disclosure/board/"),
    "board of a county": ("hl-county", "/disclosure/board/"),
    "item that is owed": ("jd-village", "/disclosure/item/{owed}/"),
    "posting with editions": ("jd-village", "/disclosure/posting/{edition}/"),
    "accounts to be signed": ("jd-watch", "/disclosure/posting/{draft}/"),
    "question": ("zyl-oversee", "/disclosure/question/{question}/"),
    "flow card half way": ("jd-village", "/disclosure/run/{run}/"),
    "desk of certificates": ("jd-village", "/attestations/"),
    "application to be approved": ("jd-head", "/attestations/applications/{verified}/"),
    "application that was refused": ("jd-village", "/attestations/applications/{refused}/"),
    "twenty that are not issued": ("jd-village", "/attestations/negative/"),
    "public page": (None, f"{HOME}/"),
    "public page of a village": (None, "/community/410902101206/"),
    "public posting": (None, f"{HOME}/postings/{{edition}}/"),
    "public edition of before": (None, f"{HOME}/postings/{{before}}/"),
    "public flow card": (None, f"{HOME}/powers/{{power}}/"),
}


@pytest.fixture(scope="package")
def keys(city):
    """By which numbers the addresses of the rooms name their records."""
    with transaction.atomic(), scope.everything("addresses of the rooms"):
        elections = Election.objects.filter(round="2021规模调整").select_related("division")
        found = {each.division.name.removesuffix("居委会").removesuffix("委会"): each.pk for each in elections}
        posted = Posting.objects.get(edition=2)
        case = Case.objects.get(kind="reissue", settled_on=None)
        found |= {
            "station": Station.objects.get(election=found["玉北社区"]).pk,
            "lost": case.pk,
            "committee": Case.objects.get(kind="reissue", state="done").committee_id,
            "topic": Topic.objects.get(title__startswith="厨余垃圾").pk,
            "owed": Item.objects.get(title__startswith="社会捐赠", division__code=410902001001000).pk,
            "edition": posted.pk,
            "before": posted.replaces_id,
            "draft": Posting.objects.get(state="draft").pk,
            "question": Question.objects.get(state="referred").pk,
            "run": Run.objects.get(state="running").pk,
            "power": Power.objects.get(runs__state="done").pk,
            "verified": Application.objects.get(state="verified").pk,
            "refused": Application.objects.get(negative="05").pk,
        }
    return found


@pytest.mark.parametrize("name", ROOMS)
def test_room_is_accessible_and_fits(look, keys, name):
    """Loaded once: at a desk, then as narrow as a phone."""
    username, path = ROOMS[name]
    page = look(username, path.format(**keys), 1280)

    assert page.locator("h1").count() == 1
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert faults(page) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_refused_deed_tells_what_to_mend(look, keys, width):
    page = look("zyl-election", f"/elections/election/{keys['玉北社区']}/do/agree/", width)

    assert "确定要办理" in page.inner_text("main")
    page.get_by_role("button", name="核对两次录入").click()
    page.wait_for_load_state("networkidle")

    assert "两次录入不一致" in page.inner_text(".form-summary")
    assert "《城市居民委员会组织法》第九条" in page.inner_text(".form-summary")
    assert faults(page) == []


def test_number_of_the_board_of_progress_leads_to_its_elections(look):
    page = look("hl-county", "/elections/progress/?round=2021规模调整", 1280)

    page.get_by_role("row", name="中原路街道").get_by_role("link", name="7").click()
    page.wait_for_load_state()

    assert "7" in page.inner_text(".results-count")


def test_public_page_shows_every_room(look):
    shown = look(None, f"{HOME}/", 390).inner_text("main")

    for words in ("2021年第一季度政府拨付资金使用情况（更正）", "选举工作安排", "小型工程项目招投标", "加装电梯"):
        assert words in shown
    assert "已失效" not in shown


def test_poster_is_printed_with_its_code(visit, keys):
    response = visit("jd-village", f"/disclosure/posting/{keys['edition']}/poster.pdf")
    with pymupdf.open(stream=io.BytesIO(response.getvalue())) as document:
        text = "".join(document[0].get_text().split())
        pictures = document[0].get_images() or document[0].get_drawings()

    assert "政府拨付资金使用情况" in text
    assert pictures
