"""What is written to the log says no whole number of a person, whoever put it there: an address, an exception, a library."""

import logging
import re

from linli.kernel.privacy import masking

# An identity card and what is built like it, or a mobile phone; not a part of a longer code.
ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
PHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
# What the database tells of a refused row: all of it, names and addresses as well.
DETAIL = re.compile(r"^DETAIL:  .*$", re.MULTILINE)


class MaskingFormatter(logging.Formatter):
    """Formats as its base does, and then masks; the traceback is masked as well."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def masked(text: str) -> str:
    text = DETAIL.sub("DETAIL:  （不记录）", text)
    text = ID_NUMBER.sub(lambda found: masking.id_number(found[0]), text)
    return PHONE.sub(lambda found: masking.phone(found[0]), text)
