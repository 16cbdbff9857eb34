"""What a community makes public: its catalogue, what hangs on the board, what residents ask of it, and its flow cards."""

from linli.domains.disclosure.models.board import Item, Posting, Question
from linli.domains.disclosure.models.cards import Power, Run, Step, Trace

__all__ = ["Item", "Posting", "Power", "Question", "Run", "Step", "Trace"]
