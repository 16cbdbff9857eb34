"""Personal data: declared, sealed, found by exact value alone, masked wherever they show up, revealed for a reason."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from linli.domains.residents.models import Resident
from linli.domains.residents.records import RESIDENT
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.guard import writing
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.exchange import exports, imports, writes
from linli.kernel.exchange.workbooks import read_upload
from linli.kernel.privacy import checks, cipher, keys, masking
from linli.kernel.privacy.cipher import Unreadable, fingerprint
from linli.kernel.privacy.declaration import personal_models
from linli.kernel.privacy.fields import Sealed
from linli.kernel.privacy.models import Access
from linli.kernel.privacy.revealing import ReasonMissing, TooOften, look_up, reveal
from tests.cast import NOW, TODAY

NUMBER, PHONE = "410902188802290018", "13800001234"
PERMISSION = "residents.reveal"


@pytest.fixture
def zhang(tree, given):
    return given(
        Resident,
        tree["410902001001"],
        name="张𠮷禾",
        id_number=NUMBER,
        phone=PHONE,
        registered_on=TODAY - timedelta(days=90),
    )


@pytest.fixture
def own_keys(tmp_path, settings, monkeypatch):
    monkeypatch.delenv(keys.ENVIRONMENT, raising=False)
    settings.LINLI_KEY_FILE = str(tmp_path / "keys.json")
    keys.save(keys.fresh())
    return tmp_path / "keys.json"


def stored(column, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM residents_resident WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def test_every_field_of_a_person_says_why_and_how_long():
    assert {
        model._meta.label: checks.undeclared(model) for model in personal_models() if checks.undeclared(model)
    } == {}
    assert {
        model._meta.label: checks.incomplete(model) for model in personal_models() if checks.incomplete(model)
    } == {}


def test_every_model_of_residents_holds_persons():
    of_residents = set(apps.get_app_config("residents").get_models())

    assert of_residents - set(personal_models()) == set()


def test_a_field_without_declaration_is_found(monkeypatch):
    monkeypatch.setattr(Resident, "not_personal", ())

    assert "source" in checks.undeclared(Resident)
    assert next(each.id for each in checks.fields_are_declared(None)) == "privacy.E002"


def test_database_holds_no_plain_value(zhang):
    sealed = stored("id_number", zhang.pk)

    assert NUMBER.encode() not in sealed
    assert sealed[0] == keys.keyring().current
    assert len(sealed) == 1 + 12 + len(NUMBER) + 16


def test_value_comes_back_whole_and_shows_its_mask(zhang):
    found = Resident.objects.get(pk=zhang.pk)

    assert found.id_number.plain == NUMBER
    assert found.name == "张𠮷禾"
    for shown in (str(found.id_number), f"{found.id_number}", repr(found.id_number), json.dumps([found.id_number])):
        assert "4109**********0018" in shown
        assert NUMBER not in shown
    assert "、".join(iter([found.phone, found.phone])) == "138****1234、138****1234"


def test_each_of_many_values_has_a_nonce_of_its_own():
    values = ["410902188703070018", None, "", "13900000000", "13900000000"]

    sealed = cipher.seal_many(values, "a.b")

    assert [cipher.unseal(each, "a.b") if each else None for each in sealed] == [each or None for each in values]
    assert len({each[1:13] for each in sealed if each}) == 3


def test_same_value_is_sealed_differently_each_time():
    assert cipher.seal(NUMBER, "a.b") != cipher.seal(NUMBER, "a.b")


def test_ciphertext_does_not_open_in_another_column(zhang):
    Resident.objects.filter(pk=zhang.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE residents_resident SET phone = id_number WHERE id = %s", [zhang.pk])

    with pytest.raises(Unreadable, match=r"residents_resident\.phone"):
        _ = Resident.objects.get(pk=zhang.pk).phone


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_altered_ciphertext_does_not_open(place):
    sealed = bytearray(cipher.seal(NUMBER, "a.b"))
    sealed[place] ^= 1

    with pytest.raises((Unreadable, keys.KeyProblem)):
        cipher.unseal(bytes(sealed), "a.b")


def test_saving_again_leaves_an_unchanged_ciphertext_alone(zhang, hualong_officer):
    before = stored("id_number", zhang.pk)
    record = Resident.objects.get(pk=zhang.pk)
    writes.change(RESIDENT, record, {"note": "已核"}, by=hualong_officer, at=NOW, version=1)

    assert stored("id_number", zhang.pk) == before


def test_a_number_corrected_behind_the_mask_is_a_change(zhang, hualong_officer):
    record = Resident.objects.get(pk=zhang.pk)
    other = "410902188801010018"[:17]
    writes.change(
        RESIDENT,
        record,
        {"id_number": "41090218890101" + "001X", "id_kind": "passport"},
        by=hualong_officer,
        at=NOW,
        version=1,
    )

    changed = Resident.objects.get(pk=zhang.pk)
    assert (changed.version, changed.id_number.plain) == (2, "41090218890101001X")
    assert bytes(changed.id_fingerprint) == fingerprint("41090218890101001X")
    entry = AuditEntry.objects.latest("id")
    assert entry.before["id_number"] != entry.after["id_number"]
    assert not any(text in str([entry.before, entry.after]) for text in (NUMBER, other, "0018", "001X"))


@pytest.mark.parametrize(
    "typed", ["410902188802290018", "４１０９０２１８８８０２２９００１８", " 4109 0218 8802 2900 18 "]
)
def test_a_person_is_found_by_exact_number_however_it_is_typed(zhang, typed):
    assert Resident.objects.get(id_fingerprint=fingerprint(typed)) == zhang


def test_sealed_field_cannot_be_searched(zhang):
    with pytest.raises(FieldError):
        Resident.objects.filter(id_number=NUMBER).count()
    assert Resident.objects.filter(id_number__isnull=False).count() == 1


def test_fingerprint_depends_on_a_key_outside_the_database(zhang, own_keys):
    assert not Resident.objects.filter(id_fingerprint=fingerprint(NUMBER)).exists()


def test_two_live_files_of_one_number_are_refused_wherever_they_are(zhang, tree, given):
    with pytest.raises(IntegrityError, match="resident_one_file"), transaction.atomic():
        given(Resident, tree["410922100201"], name="张𠮷禾", id_number=NUMBER, registered_on=TODAY)
    given(Resident, tree["410922100201"], name="无证甲", registered_on=TODAY)
    given(Resident, tree["410922100201"], name="无证乙", registered_on=TODAY)


def test_audit_has_a_mark_and_export_the_mask(zhang, hualong_officer):
    record = Resident.objects.get(pk=zhang.pk)
    writes.change(RESIDENT, record, {"phone": "13900005678"}, by=hualong_officer, at=NOW, version=1)

    entry = AuditEntry.objects.latest("id")
    assert entry.before["phone"] != entry.after["phone"]
    assert entry.before["phone"].startswith("sealed:")
    assert not any(text in str([entry.before, entry.after]) for text in (NUMBER, PHONE, "0018", "1234", "5678"))
    assert NUMBER not in json.dumps(log.values_of(Resident.objects.get(pk=zhang.pk)))
    cells = [
        str(cell.value)
        for sheet in read_upload(exports.export(RESIDENT, Resident.objects.all()))
        for row in sheet.rows
        for cell in row.cells
    ]
    assert "4109**********0018" in cells
    assert NUMBER not in "".join(cells)


def test_masked_text_never_becomes_a_value(zhang, hualong_officer):
    record = Resident.objects.get(pk=zhang.pk)

    with pytest.raises(writes.Refused, match="打了星号"):
        writes.change(RESIDENT, record, {"id_number": "4109**********0018"}, by=hualong_officer, at=NOW, version=1)


def test_reveal_gives_the_value_and_leaves_its_trace(zhang, hire, tree):
    post = hire("hualong2", "华清明", "cast_clerk", "科员", "410902000000")
    record = Resident.objects.get(pk=zhang.pk)

    assert reveal(record, "id_number", permission=PERMISSION, reason="核对低保材料", by=post, at=NOW) == NUMBER

    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.record_id, entry.reason) == ("reveal", zhang.pk, "核对低保材料")
    assert NUMBER not in str(entry.after)


@pytest.mark.parametrize("reason", ["", "   ", "看", "。。。。。"])
def test_reveal_without_reason_is_refused(zhang, city_clerk, reason):
    with pytest.raises(ReasonMissing):
        reveal(zhang, "id_number", permission=PERMISSION, reason=reason, by=city_clerk, at=NOW)
    assert not Access.objects.exists()


def test_reveal_needs_permission_and_place(zhang, hualong_officer, hire):
    with pytest.raises(PermissionRefused):
        reveal(zhang, "id_number", permission=PERMISSION, reason="核对低保材料", by=hualong_officer, at=NOW)
    elsewhere = hire("qf", "丰年", "cast_clerk", "科员", "410922000000")
    with pytest.raises(OutOfScope):
        reveal(zhang, "id_number", permission=PERMISSION, reason="核对低保材料", by=elsewhere, at=NOW)


def test_reveals_of_an_hour_are_limited(zhang, city_clerk, settings):
    settings.LINLI_REVEALS_PER_HOUR = 2
    ask = {"permission": PERMISSION, "reason": "核对低保材料", "by": city_clerk}
    for minute in (0, 1):
        reveal(zhang, "phone", at=NOW + timedelta(minutes=minute), **ask)

    with pytest.raises(TooOften, match="2次"):
        reveal(zhang, "phone", at=NOW + timedelta(minutes=2), **ask)
    assert reveal(zhang, "phone", at=NOW + timedelta(minutes=61), **ask) == PHONE


def test_look_ups_are_limited_and_audited_without_the_number(zhang, city_clerk, settings):
    settings.LINLI_LOOK_UPS_PER_MINUTE = 2
    found = look_up(Resident.objects.all(), "id_fingerprint", NUMBER, by=city_clerk, at=NOW)
    assert list(found) == [zhang]
    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.after["found_count"]) == ("look_up", 1)
    assert NUMBER not in str(entry.after)

    look_up(Resident.objects.all(), "id_fingerprint", "410922188001010026", by=city_clerk, at=NOW)
    with pytest.raises(TooOften):
        look_up(Resident.objects.all(), "id_fingerprint", NUMBER, by=city_clerk, at=NOW)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.id_number, NUMBER, "4109**********0018"),
        (masking.id_number, "E1234567", "******67"),
        (masking.phone, PHONE, "138****1234"),
        (masking.phone, "13800001234;13900005678", "138****1234;139****5678"),
        (masking.name, "张三", "张*"),
        (masking.name, "𠮷田禾", "𠮷**"),
        (masking.name, "欧阳一禾", "欧阳**"),
        (masking.address, "幸福小区3号楼2单元101", "幸福小区****"),
        (masking.born_on, "1888-02-29", "1888-**-**"),
        (masking.hidden, "高血压", "（已加密）"),
    ],
)
def test_mask(mask, value, shown):
    assert mask(value) == shown
    assert masking.is_masked(shown) or mask is masking.born_on


@pytest.mark.parametrize("text", ["", "张𠮷", "䶮", "㛃", "\ue863", "e\u0301", "👩‍👩‍👧", "\u202e反向"])
def test_rare_characters_survive_sealing(text):
    [sealed] = cipher.seal_many([text], "a.b")

    assert (cipher.unseal(sealed, "a.b") if sealed else "") == text


def test_keys_rotate_while_old_values_stay_readable(own_keys, tree, given, everywhere, capsys):
    people = [
        given(
            Resident,
            tree["410902001001"],
            name=f"甲{n}",
            id_number=f"P{n:07d}",
            id_kind="passport",
            registered_on=TODAY,
        )
        for n in range(5)
    ]
    keys.save(keys.with_new_cipher(keys.keyring()))
    assert Resident.objects.get(pk=people[0].pk).id_number.plain == "P0000000"
    assert stored("id_number", people[0].pk)[0] == 1

    call_command("rotate_keys", "--resume")

    assert {stored("id_number", each.pk)[0] for each in people} == {2}
    assert AuditEntry.objects.filter(record_type="residents.resident").count() == len(people)
    assert [each.id_number.plain for each in Resident.objects.order_by("id")] == [f"P{n:07d}" for n in range(5)]
    assert AuditEntry.objects.filter(verb="rotate_keys").latest("id").after["count"] == 5
    call_command("rotate_keys", "--forget")
    assert sorted(keys.keyring().ciphers) == [2]


def test_missing_key_is_named_and_the_key_never_is(own_keys):
    sealed = cipher.seal(NUMBER, "a.b")
    ring = keys.keyring()
    keys.save(keys.Keyring(2, {2: ring.ciphers[1][::-1]}, ring.fingerprint))

    with pytest.raises(keys.KeyProblem, match="第1号密钥"):
        cipher.unseal(sealed, "a.b")
    assert ring.ciphers[1].hex() not in repr(ring)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"current": 1, "keys": {"1": "00"}, "fingerprint": "00"}',
        json.dumps({"current": 1, "keys": {"1": "0" * 32}, "fingerprint": "0" * 64}),
    ],
)
def test_bad_or_weak_keys_are_refused(text):
    with pytest.raises(keys.KeyProblem):
        keys.parse(text)


def test_system_without_keys_does_not_start(tmp_path, settings, monkeypatch):
    monkeypatch.delenv(keys.ENVIRONMENT, raising=False)
    settings.LINLI_KEY_FILE, settings.LINLI_MAKES_KEYS = str(tmp_path / "none.json"), False

    assert [each.id for each in checks.keys_are_there(None)] == ["privacy.E001"]
    call_command("rotate_keys", "--new-file")
    assert checks.keys_are_there(None) == []
    assert (tmp_path / "none.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="已经存在"):
        call_command("rotate_keys", "--new-file")


def test_environment_goes_before_the_file(own_keys, monkeypatch):
    other = keys.fresh()
    monkeypatch.setenv(keys.ENVIRONMENT, keys.written(other))

    assert keys.keyring() == other
    with pytest.raises(CommandError, match="环境变量"):
        call_command("rotate_keys")


def test_sealed_value_does_not_leave_the_process_pickled(zhang):
    import pickle

    with pytest.raises(TypeError):
        pickle.dumps(Sealed.of(NUMBER, None))


def test_scope_holds_for_look_ups_too(zhang, qingfeng_officer):
    with scope.entered(qingfeng_officer.scope):
        found = look_up(Resident.objects.all(), "id_fingerprint", NUMBER, by=qingfeng_officer, at=NOW)
        assert list(found) == []


def test_export_of_masked_values_can_be_handed_in_again(zhang, city_clerk):
    data = exports.export(RESIDENT, Resident.objects.all())
    upload = imports.dry_run(RESIDENT, data, "往返.xlsx", by=city_clerk, at=NOW)
    assert (list(upload.faults.all()), upload.report["unchanged_count"]) == ([], 1)

    with writing():
        Resident.objects.update(name="张二禾")
    upload = imports.dry_run(RESIDENT, data, "往返.xlsx", by=city_clerk, at=NOW)
    assert {fault.value for fault in upload.faults.all()} == {"4109**********0018", "138****1234"}


def test_import_seals_what_it_reads_and_keeps_no_plain_number_in_faults(tree, city_clerk, everywhere):
    text = "区划代码,姓名,证件号码,联系电话,性别,人员类型,登记日期\n"
    text += f"410902001001,𠮷一禾,{NUMBER},{PHONE},男,常住人口,2021-07-01\n"
    upload = imports.dry_run(RESIDENT, text.encode("gb18030"), "名册.csv", by=city_clerk, at=NOW)
    imports.confirm(upload, by=city_clerk, at=NOW)
    found = Resident.objects.get()
    assert (found.name, found.id_number.plain, bytes(found.id_fingerprint)) == ("𠮷一禾", NUMBER, fingerprint(NUMBER))

    wrong = text.replace(NUMBER, NUMBER[:-1] + "9")
    upload = imports.dry_run(RESIDENT, wrong.encode("gb18030"), "名册.csv", by=city_clerk, at=NOW)
    assert [fault.value for fault in upload.faults.all()] == ["4109**********0019"]
