"""How much of a file that a stranger hands in is read, and the refusal of one that is no letter."""

from dataclasses import dataclass

MAX_FILE_BYTES = 20_000_000
MAX_PAGES = 300
MAX_PAGE_BYTES = 3_000_000
MAX_TEXT = 200_000
MAX_PARTS = 500
MAX_PART_BYTES = 30_000_000
MAX_UNPACKED_BYTES = 60_000_000


class NotALinliDocument(Exception):
    """The file is none that Linli issued, or too damaged to tell. The message says what is wrong and how to mend it."""


@dataclass(frozen=True)
class Extract:
    """What was taken from a file: the raw envelope, the words on the pages, and parts that do not belong there. `marked` is None
    when the format cannot say by itself where a figure stands."""

    envelope: bytes
    text: str
    marked: dict[str, list[str]] | None
    foreign: tuple[str, ...]
