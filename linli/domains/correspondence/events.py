"""What other apps may learn about letters, after commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LetterSigned:
    letter_id: int
    identity: str
    signed_at: datetime
