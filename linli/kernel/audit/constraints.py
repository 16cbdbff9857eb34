"""What must never be false of a record, in the forms that recur; each with the sentence that a person is shown."""

from typing import Any

from django.db.models import CheckConstraint, F, Q


def in_order(name: str, earlier: str, later: str, message: Any) -> CheckConstraint:
    """The later date may be empty; where it stands, the earlier one stands too and is not after it."""
    return CheckConstraint(
        name=name,
        condition=Q((later, None)) | Q((f"{earlier}__isnull", False), (f"{later}__gte", F(earlier))),
        violation_error_message=message,
    )


def paired(name: str, one: str, other: str, message: Any) -> CheckConstraint:
    """Both are empty (NULL) or neither is."""
    neither = Q((one, None), (other, None))
    both = Q((f"{one}__isnull", False), (f"{other}__isnull", False))
    return CheckConstraint(name=name, condition=neither | both, violation_error_message=message)


def positive(name: str, field: str, message: Any) -> CheckConstraint:
    return CheckConstraint(name=name, condition=Q((f"{field}__gt", 0)), violation_error_message=message)


def year_in_range(name: str, message: Any, field: str = "year") -> CheckConstraint:
    """A year of four digits in which such a record can have been made."""
    return CheckConstraint(
        name=name,
        condition=Q((f"{field}__range", (2000, 2099))),
        violation_error_message=message,
    )
