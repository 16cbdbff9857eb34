"""Residents: dwellings, households, files of persons, what they belong to, and requests to move between communities."""

from linli.domains.residents.models.belonging import Care, Tag
from linli.domains.residents.models.places import Dwelling, Household
from linli.domains.residents.models.receipts import Receipt
from linli.domains.residents.models.resident import Resident
from linli.domains.residents.models.transfers import Transfer

__all__ = ["Care", "Dwelling", "Household", "Receipt", "Resident", "Tag", "Transfer"]
