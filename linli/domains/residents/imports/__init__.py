"""The roster of residents as found in use: 29 columns, one row for a person, with household, home and care in the same row."""

from linli.domains.residents.imports.roster import Roster

__all__ = ["Roster"]
