from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.domains.correspondence.queries import finished
from linli.domains.suggestions.queries import find_suggestion
from linli.kernel.divisions import scope
from linli.kernel.documents.docx import render_docx
from linli.kernel.documents.pdf import CannotTypeset, render_pdf

WRONG_CALL = 2


class Command(BaseCommand):
    help = "把一件代表建议的答复写成 reply.pdf 和 reply.docx（未签发的标明草稿）"

    def add_arguments(self, parser):
        parser.add_argument("number", metavar="NUMBER", help="建议的号，如 395；重号时写建议编号，如 八届四次395")
        parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="存放的文件夹，默认为当前文件夹")

    def handle(self, *args, number, out, **options):
        with transaction.atomic(), scope.everything(f"reply {number}"):
            letter = self.letter_of(number)
            page = finished(letter)
            is_signed, numbered = letter.is_signed, letter.number
        try:
            files = {"reply.pdf": render_pdf(page, settings.LINLI_FONT_DIRS), "reply.docx": render_docx(page)}
            out.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                (out / name).write_bytes(data)
        except CannotTypeset as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            message = f"不能写入文件夹“{out}”（{error.strerror}）。请换一个可以写入的文件夹。"
            raise CommandError(message, returncode=WRONG_CALL) from error
        state = "已签发" if is_signed else "草稿，未签发"
        self.stdout.write(f"{numbered}（{state}）")
        for name in files:
            self.stdout.write(str(out / name))

    def letter_of(self, number):
        suggestion = find_suggestion(number)
        if suggestion is None:
            message = f"没有第{number}号建议，或者有几件同号；请写建议编号，如 八届四次395。"
            raise CommandError(message, returncode=WRONG_CALL)
        if suggestion.letter is None:
            raise CommandError(f"{suggestion.citation}还没有拟写答复。")
        return suggestion.letter
