from linli.domains.residents.queries.files import (
    counties_beside,
    find_live,
    list_cares,
    list_members,
    list_tags,
    list_transfers,
    other_files,
)
from linli.domains.residents.queries.own_data import own_data, shown_fields

__all__ = [
    "counties_beside",
    "find_live",
    "list_cares",
    "list_members",
    "list_tags",
    "list_transfers",
    "other_files",
    "own_data",
    "shown_fields",
]
