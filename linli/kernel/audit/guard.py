"""Records are written inside an action or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_open: ContextVar[bool] = ContextVar("writing", default=False)


class WriteOutsideAction(RuntimeError):
    """A record was about to be written without permission, audit and events."""


def refuse_unless_open(model: type) -> None:
    if not _open.get():
        raise WriteOutsideAction(f"{model.__name__} is written by actions only.")


@contextmanager
def writing() -> Iterator[None]:
    """Opened by the kernel's write functions and by the action decorator; nowhere else."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)
