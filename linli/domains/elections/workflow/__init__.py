"""The way of an election from the plan to the archive: the table, and what must hold before each step."""

from linli.domains.elections.workflow.guards import only_in, refuse
from linli.domains.elections.workflow.table import ELECTION, LEAVING, OBJECTION

__all__ = ["ELECTION", "LEAVING", "OBJECTION", "only_in", "refuse"]
