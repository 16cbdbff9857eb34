import pytest
from django.test import Client
from django.urls import reverse

from linli.domains.correspondence import actions
from linli.domains.correspondence.models import Letter
from linli.kernel.accounts.middleware import SESSION_KEY
from tests.cast import NOW


@pytest.fixture
def sign_in(db):
    def as_post(post):
        client = Client()
        client.force_login(post.user)
        session = client.session
        session[SESSION_KEY] = post.pk
        session.save()
        return client

    return as_post


def form_of(letter, **changes):
    from linli.domains.correspondence.forms import LetterForm

    form = LetterForm.of(letter)
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**values, **changes}.items()}


def test_the_workbench_shows_text_figures_page_and_findings(letter, bureau, sign_in):
    page = sign_in(bureau["clerk"]).get(letter.get_absolute_url()).content.decode()

    assert "{{ workforce.certified level=assistant }}" in page
    assert "其中初级" in page
    assert '<span class="sheet-figure"' in page or 'class="sheet-figure" href' in page
    assert "workforce.certified" in page


def test_saving_keeps_the_draft(letter, bureau, sign_in):
    answer = sign_in(bureau["clerk"]).post(letter.get_absolute_url(), form_of(letter, body="一、新的正文\r\n第二行"))

    assert answer.status_code == 302
    assert Letter.objects.get(pk=letter.pk).body == "一、新的正文\n第二行"


def test_two_clerks_see_both_texts(letter, bureau, sign_in):
    client, mine = sign_in(bureau["clerk"]), form_of(letter, body="乙写的一段")
    actions.save_draft(letter, {"body": "甲写的一段"}, by=bureau["clerk"], at=NOW, version=letter.version)

    answer = client.post(letter.get_absolute_url(), mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("乙写的一段") >= 2
    assert "甲写的一段" in page
    assert Letter.objects.get(pk=letter.pk).body == "甲写的一段"


def test_the_preview_names_an_unknown_figure_and_the_nearest(letter, bureau, sign_in):
    url = reverse("correspondence:letter_preview", args=[letter.pk])

    page = sign_in(bureau["clerk"]).post(url, form_of(letter, body="{{ workforce.certifed }}人")).content.decode()

    assert "没有代码为“workforce.certifed”的指标" in page
    assert "workforce.certified" in page


def test_the_picker_gives_a_quotation_with_its_value(letter, bureau, sign_in):
    url = reverse("correspondence:figure_pick", args=[letter.pk])
    given = {"code": "workforce.certified", "p.level": "assistant", "form": "约数"}

    page = sign_in(bureau["clerk"]).get(url, given).content.decode()

    assert 'data-quote="{{ workforce.certified level=assistant | 约数 }}"' in page
    assert "2 条记录" in page


def test_the_picker_offers_only_figures_whose_records_the_post_may_see(letter, bureau, sign_in):
    client = sign_in(bureau["clerk"])
    search, choice = (reverse(f"correspondence:figure_{name}", args=[letter.pk]) for name in ("search", "pick"))
    found = {
        word: client.get(search, {"words": word}).content.decode() for word in ("workforce.", "funds.", "residents.")
    }

    assert {word: word in page for word, page in found.items()} == {
        "workforce.": True,
        "funds.": False,
        "residents.": False,
    }
    assert client.get(choice, {"code": "residents.cared"}).status_code == 404


def test_the_head_signs_on_the_page(reviewed, bureau, sign_in):
    url = reverse("correspondence:letter_act", args=[reviewed.pk, "sign"])
    client = sign_in(bureau["head"])

    assert client.post(url).status_code == 302
    assert client.post(url).status_code in {403, 409}
    assert Letter.objects.get(pk=reviewed.pk).is_signed


def test_the_clerk_is_refused_a_signature(reviewed, bureau, sign_in):
    answer = sign_in(bureau["clerk"]).post(reverse("correspondence:letter_act", args=[reviewed.pk, "sign"]))

    assert answer.status_code == 403
    assert not Letter.objects.get(pk=reviewed.pk).is_signed


def test_the_trace_page_leads_to_the_records(signed, bureau, sign_in):
    citation = signed.citations.get(mark="F2")

    page = sign_in(bureau["clerk"]).get(citation.get_absolute_url()).content.decode()

    assert "全市持证社工3人，其中初级2人、中级1人。" in page
    assert "一致" in page
    assert "dim.level=assistant" in page


def test_the_trace_page_of_an_outside_figure_names_its_source(signed, bureau, sign_in):
    page = sign_in(bureau["clerk"]).get(signed.citations.get(mark="F4").get_absolute_url()).content.decode()

    assert "某协会统计资料" in page


def test_another_county_sees_nothing(signed, hualong_officer, sign_in):
    client = sign_in(hualong_officer)

    assert client.get(signed.get_absolute_url()).status_code == 404
    assert client.get(signed.citations.first().get_absolute_url()).status_code == 404


@pytest.mark.parametrize("page", ["letter_list"])
def test_the_list_opens(page, letter, bureau, sign_in):
    answer = sign_in(bureau["clerk"]).get(reverse(f"correspondence:{page}"), {"q": "395"})

    assert letter.title in answer.content.decode()


def test_what_was_typed_is_shown_when_the_letter_was_handed_in_meanwhile(reviewed, bureau, sign_in):
    answer = sign_in(bureau["clerk"]).post(reviewed.get_absolute_url(), form_of(reviewed, body="写了很久的一段"))

    assert answer.status_code == 409
    assert "写了很久的一段" in answer.content.decode()


@pytest.mark.parametrize(("line", "status"), [("市人大 " + "9" * 5000, 422), ("市\x00人大 2", 302), ("（" * 9000, 422)])
def test_copies_as_hostile_hands_write_them(line, status, letter, bureau, sign_in):
    answer = sign_in(bureau["clerk"]).post(letter.get_absolute_url(), form_of(letter, copies=line))

    assert answer.status_code == status


def test_a_reason_too_long_to_keep_is_refused(reviewed, bureau, sign_in):
    page = reverse("correspondence:letter_act", args=[reviewed.pk, "decline"])

    answer = sign_in(bureau["head"]).post(page, {"reason": "长" * 401})

    assert answer.status_code == 409
    assert "400" in answer.content.decode()
