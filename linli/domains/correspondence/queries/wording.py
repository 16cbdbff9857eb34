"""The written form of a figure's value."""

from django.utils.translation import gettext as _

from linli.domains.correspondence.rules import approximate, at_least_percent, format_percent, format_wan
from linli.kernel.documents.quotations import EXACT
from linli.kernel.indicators.declaration import Ratio
from linli.kernel.indicators.figures import Figure


class CannotShow(ValueError):
    """The figure has no such form; the message names those that it has."""


def forms_of(figure: Figure) -> tuple[str, ...]:
    """The forms in which this figure can be written."""
    if isinstance(figure.indicator, Ratio):
        return (EXACT, "百分比", "以上", "数")
    return (EXACT, "万元", "数") if figure.fen is not None else (EXACT, "约数", "数")


def shown(figure: Figure, form: str) -> str:
    """The value as the letter writes it. Raises CannotShow where the form does not fit, or there is nothing to divide by."""
    if form not in forms_of(figure):
        fitting = "、".join(forms_of(figure))
        raise CannotShow(
            _("“%(name)s”不能写成“%(form)s”，可用的写法有：%(fitting)s。")
            % {"name": figure.indicator.name, "form": form, "fitting": fitting}
        )
    if isinstance(figure.indicator, Ratio):
        return _rate(figure, form)
    if figure.fen is not None:
        written = format_wan(figure.fen)
        return written.removesuffix("万元") if form == "数" else written
    count, unit = int(figure.value or 0), str(figure.indicator.unit)
    if form == "数":
        return str(count)
    return f"{approximate(count) if form == '约数' else count}{unit}"


def _rate(figure: Figure, form: str) -> str:
    numerator, denominator = figure.numerator or 0, figure.denominator or 0
    if not denominator:
        raise CannotShow(_("“%(name)s”的分母为零，没有数值可写。") % {"name": figure.indicator.name})
    if form == "以上":
        return at_least_percent(numerator, denominator)
    written = format_percent(numerator, denominator)
    return written.removesuffix("%") if form == "数" else written
