"""Everything that is known about one number of a signed letter."""

from dataclasses import dataclass

from linli.domains.correspondence.models import Citation
from linli.domains.correspondence.queries.verdicts import Verdict, judge
from linli.kernel.exchange.spec import spec_of
from linli.kernel.indicators.declaration import Ratio
from linli.kernel.indicators.figures import Figure


@dataclass(frozen=True)
class Part:
    """A figure that can be opened as a list of records; a ratio has several."""

    name: str
    role: str
    figure: Figure
    url: str


@dataclass(frozen=True)
class Trace:
    citation: Citation
    verdict: Verdict
    parts: list[Part]


def trace(citation: Citation) -> Trace:
    verdict = judge(citation)
    return Trace(citation, verdict, _parts(verdict.now) if verdict.now else [])


def records_url(found: Figure) -> str:
    """The list page that shows exactly the records behind a figure; nothing for a ratio, which has parts."""
    indicator = found.indicator
    spec = None if isinstance(indicator, Ratio) else spec_of(indicator.records)
    return f"{spec.url()}?{found.question.query()}" if spec else ""


def _parts(found: Figure) -> list[Part]:
    if not found.parts:
        return [Part(str(found.indicator.name), "", found, records_url(found))]
    *above, below = found.parts
    parts = [Part(str(each.indicator.name), "numerator", each, records_url(each)) for each in above]
    return [*parts, Part(str(below.indicator.name), "denominator", below, records_url(below))]
