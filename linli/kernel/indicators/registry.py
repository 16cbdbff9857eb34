"""All figures of the running system, by code."""

import difflib

from linli.kernel.indicators.declaration import Indicator


class UnknownFigure(LookupError):
    """No figure has this code; `nearest` are the codes it may have meant."""

    def __init__(self, code: str):
        self.code = code
        self.nearest = difflib.get_close_matches(code, _indicators, n=3, cutoff=0.4)
        hint = f"，您要的是不是：{'、'.join(self.nearest)}" if self.nearest else ""
        super().__init__(f"没有代码为“{code}”的指标{hint}。")


_indicators: dict[str, Indicator] = {}


def register(*indicators: Indicator) -> None:
    for indicator in indicators:
        _indicators[indicator.code] = indicator


def all_indicators() -> list[Indicator]:
    return list(_indicators.values())


def get_indicator(code: str) -> Indicator:
    try:
        return _indicators[code]
    except KeyError:
        raise UnknownFigure(code) from None
