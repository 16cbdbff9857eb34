"""Small sheets for the tests of recognition, as `sketching` tells of them, and the demo's own forms."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl.utils import range_boundaries

from linli.kernel.exchange.workbooks.sketching import Box, DropDown, Sketch

REQUESTS = Path(__file__).parents[4] / "demo/requests"
ELDERLY, DAILY, FACILITIES = (
    REQUESTS / f"{name}.xlsx" for name in ("独居老人排查登记表", "疫情防控日报表", "社区服务设施季度表")
)


def sheet(*rows: Sequence[Any] | None, merged: Sequence[str] = (), lists: Any = None, **more: Any) -> Sketch:
    """Rows from 1; None leaves one out. `merged`: "A1:C1". `lists`: "C3:C9" → values."""
    told = {number: list(values) for number, values in enumerate(rows, start=1) if values}
    downs = [DropDown(_box(ref), tuple(values)) for ref, values in (lists or {}).items()]
    return Sketch("表", told, len(told), [_box(ref) for ref in merged], downs, **more)


def _box(ref: str) -> Box:
    left, top, right, bottom = range_boundaries(ref)
    return Box(top, left, bottom, right)
