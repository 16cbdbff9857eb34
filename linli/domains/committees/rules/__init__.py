"""The rules of committees: their codes and certificates, how assemblies and bodies are made up, and comparing two registers."""

from linli.domains.committees.rules.codes import (
    ALPHABET,
    LENGTH,
    PREFIXES,
    certificate_faults,
    check_character,
    clean_code,
    code_faults,
    is_made_up,
    make_code,
    organisation_check_character,
)

__all__ = [
    "ALPHABET",
    "LENGTH",
    "PREFIXES",
    "certificate_faults",
    "check_character",
    "clean_code",
    "code_faults",
    "is_made_up",
    "make_code",
    "organisation_check_character",
]
