"""The ways of an item, a posting, a question and a run as tables."""

from linli.domains.disclosure.workflow.guards import refuse
from linli.domains.disclosure.workflow.tables import ITEM, POSTING, QUESTION, RUN

__all__ = ["ITEM", "POSTING", "QUESTION", "RUN", "refuse"]
