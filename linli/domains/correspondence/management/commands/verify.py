import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from linli.domains.correspondence.queries.quoted import exact
from linli.domains.correspondence.queries.verifying import Report, verify
from linli.kernel.divisions import scope
from linli.kernel.documents.reading import NotALinliDocument, read_document

AGREES, DIFFERS, NOT_OURS = 0, 1, 2


class Command(BaseCommand):
    help = "核验签发的公文文件（PDF 或 .docx）：逐个数字与签发时、与现有记录比较"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="PDF 或 .docx 文件")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args, file, **options):
        try:
            read = read_document(file)
        except NotALinliDocument as error:
            self._tell({"holds": False, "conclusion": str(error)}, str(error), is_json=options["json"])
            raise SystemExit(NOT_OURS) from None
        with transaction.atomic(), scope.everything(f"verify {read.identity}"):
            report = verify(read)
            self._tell(report.to_json(), "\n".join(lines(report)), is_json=options["json"])
        if not report.holds:
            raise SystemExit(DIFFERS)

    def _tell(self, found, words, *, is_json):
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) if is_json else words)


def with_exact(shown: str, value: dict[str, int]) -> str:
    """The written form, and the exact value behind it where the form does not say it."""
    if "numerator" in value:
        return f"{shown}（{value['numerator']}/{value['denominator']}）"
    count = str(value.get("count", ""))  # an amount is always written exactly
    return shown if count in shown else f"{shown}（{count}）"


def lines(report: Report) -> list[str]:
    found = []
    if report.letter:
        found += [f"{report.letter.number}　{report.letter.title}"]
    if report.letter and report.letter.signed_at:
        found += [f"签发：{report.letter.signer_name}　{report.letter.signed_at:%Y-%m-%d}", ""]
    for each in report.verdicts:
        citation = each.citation
        now = with_exact(each.shown_now, exact(each.now)) if each.now else "—" if citation.is_outside else "无"
        then = citation.shown if citation.is_outside else with_exact(citation.shown, citation.value)
        records = "—" if citation.records_count is None else f"{citation.records_count}条记录"
        found.append(f"{citation.mark:<4} {citation.name}\t签发时 {then}\t重算 {now}\t{records}\t{each.word}")
        if each.note:
            found.append(f"     {each.note}")
    found += [str(each) for each in report.altered]
    return [*found, "", f"结论：{report.conclusion}"]
