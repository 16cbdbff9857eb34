"""Attack class 23: personal data and secrets in logs. A whole journey is made, with all that can go wrong on it, and what the
application and the database server wrote down meanwhile is searched. With the guard taken away the numbers are found."""

import io
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import path

from linli.config import urls
from linli.config.keys import Place
from linli.domains.residents.models import Resident
from linli.domains.residents.records import RESIDENT
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.divisions import scope
from linli.kernel.privacy.logs import MaskingFormatter, masked
from linli.kernel.signin.tests.conftest import Browser

NUMBER, BAD_NUMBER, PHONE = "410902188802290018", "410902188802290019", "13800001234"
TYPED = "桥头的槐树-1887"
TITLES = "姓名,身份证号,联系电话,现住小区/建筑,门牌地址,区划代码"
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def break_down(request):
    """What a mistake of ours would do: it holds the number, says it, and lets the database refuse a row that has it."""
    number = request.POST["number"]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO accounts_unit (code, name) VALUES (%s, NULL)", [number])
    except Exception as error:
        raise ValueError(f"no unit for {number} of {PHONE}") from error


urlpatterns = [path("break-down/", break_down), *urls.urlpatterns]


@pytest.fixture
def log(request):
    """What our handlers write, in the form in which they write it."""
    written = io.StringIO()
    handlers = {
        handler
        for name in ("", "django", "django.request", "procrastinate", "axes")
        for handler in logging.getLogger(name).handlers
        if isinstance(handler.formatter, MaskingFormatter)
    }
    assert handlers
    before = {handler: handler.setStream(written) for handler in handlers}
    yield written, handlers
    for handler, stream in before.items():
        handler.setStream(stream)


@pytest.fixture
def servers_log():
    """What the database server adds to its own log."""
    file = Place().data / "server.log"
    start = file.stat().st_size

    def added():
        with file.open("rb") as opened:
            opened.seek(start)
            return opened.read().decode("utf-8", "replace")

    return added


@pytest.fixture
def journey(hire, tree, settings):
    """Somebody fails to sign in, brings a roster, brings a bad one, mistypes an address, and meets a mistake of ours."""
    settings.ROOT_URLCONF = __name__
    keeper = hire("dangan", "华守文", "cast_clerk", "社区工作者", "410902000000")

    def go():
        for name, password in (("dangan", TYPED), (TYPED, "x"), (NUMBER, PHONE)):
            assert not Browser().sign_in(name, password).headers.get("Location")
        client = Client(raise_request_exception=False)
        with scope.entered(scope.NOTHING):
            client.force_login(keeper.user)
            session = client.session
            session[SESSION_KEY] = keeper.pk
            session.save()
        good = hand_in(client, f"张一乙,{NUMBER},{PHONE},桥头小区,1室,410902001001")
        client.post(f"{good}confirm/")
        bad = hand_in(client, f"李一田,{BAD_NUMBER},{PHONE},桥头小区,1室,410902001001")
        said = [client.get(f"/residents/{NUMBER}/"), client.get(f"/lookup/nothing/?q={NUMBER}")]
        said += [client.post(f"/break-down/?q={NUMBER}", {"number": NUMBER}), client.get(bad)]
        return said

    return go


def hand_in(client, row):
    file = SimpleUploadedFile(f"花名册{NUMBER}.csv", f"{TITLES}\n{row}".encode())
    return client.post(RESIDENT.url("import"), {"file": file})["Location"]


def found_in(text):
    return [secret for secret in (NUMBER, BAD_NUMBER, PHONE, TYPED) if secret in text]


def test_no_log_says_a_whole_number_or_a_password(journey, log, servers_log):
    missing, _unknown, broken, _bad = journey()

    written, _handlers = log
    with scope.everything("the test looks whether the journey was made"):
        assert Resident.objects.get().id_number.plain == NUMBER
    assert (missing.status_code, broken.status_code) == (404, 500)
    assert "ValueError: no unit for 4109**********0018 of 138****1234" in written.getvalue()
    assert found_in(written.getvalue()) == []
    assert found_in(servers_log()) == []
    assert found_in(broken.content.decode()) == []


def test_without_the_mask_the_same_journey_would_be_found(journey, log):
    written, handlers = log
    before = {handler: handler.formatter for handler in handlers}
    for handler in handlers:
        handler.setFormatter(logging.Formatter("{message}", style="{"))
    try:
        journey()
    finally:
        for handler, formatter in before.items():
            handler.setFormatter(formatter)

    assert found_in(written.getvalue()) == [NUMBER, PHONE]


def test_statement_with_the_number_written_into_it_would_be_found(db, servers_log):
    with pytest.raises(IntegrityError), scope.everything("a mistake of a test"), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO accounts_unit (code, name) VALUES ('{NUMBER}', NULL)")

    assert found_in(servers_log()) == [NUMBER]


@pytest.mark.parametrize(
    "text, said",
    [
        (f"号码{NUMBER}，电话{PHONE}", "号码4109**********0018，电话138****1234"),
        ("refused\nDETAIL:  Failing row contains (7, 张一乙).\n", "refused\nDETAIL:  （不记录）\n"),
        ("division 410902001001000, id 20210709123456789012", "division 410902001001000, id 20210709123456789012"),
        ("a1b213800001234c 1380000123456", "a1b213800001234c 1380000123456"),
    ],
)
def test_mask_hides_numbers_of_people_and_no_others(text, said):
    assert masked(text) == said
