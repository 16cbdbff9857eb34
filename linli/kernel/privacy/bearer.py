"""Codes on paper that speak for whoever holds them: drawn at random, typed by hand, kept as a keyed mark alone.

A code is ten signs: nine drawn and one that checks them. It is printed as XXXXX-XXXXX.
"""

import secrets
import unicodedata

from linli.kernel.privacy import cipher

# Without 0 and O, 1, I and L: nobody takes one sign for another. There are 31, a prime, which the check needs.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10
HALF = LENGTH // 2
_BETWEEN = dict.fromkeys(map(ord, " \t\r\n-_—－–　."))


def draw() -> str:
    """A new code in its one spelling: 44.6 random bits and the sign that checks them."""
    body = "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH - 1))
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """The sign that makes the weighted sum of all signs a multiple of 31.

    The weights differ and 31 is a prime, so one wrong sign, or two that changed places, never goes unnoticed.
    """
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, 2))
    return ALPHABET[-total % len(ALPHABET)]


def read(typed: str) -> str | None:
    """A code as somebody typed it, in its one spelling: full-width, small letters, gaps and dashes are seen through.

    None for what cannot be a code. That says nothing of whether a code was ever given out.
    """
    code = unicodedata.normalize("NFKC", typed[:60]).upper().translate(_BETWEEN)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return None
    return code if check_sign(code[:-1]) == code[-1] else None


def printed(code: str) -> str:
    return f"{code[:HALF]}-{code[HALF:]}"


def mark(kind: str, *parts: object) -> bytes:
    """The keyed hash under which a code, or a person's part in something, is found again.

    `kind` and the parts are hashed together, so that the marks of one person in two matters have nothing in common.
    """
    return cipher.fingerprint("|".join([kind, *map(str, parts)]))
