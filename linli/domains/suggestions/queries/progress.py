"""What became of what was promised: read off the figure each time it is looked at."""

from dataclasses import dataclass
from datetime import date

from linli.domains.suggestions.models import Commitment, Suggestion
from linli.kernel.exchange.spec import spec_of
from linli.kernel.indicators.declaration import Ratio
from linli.kernel.indicators.figures import Figure, figure


@dataclass(frozen=True)
class Progress:
    """How far a commitment has come on a day."""

    commitment: Commitment
    figure: Figure
    at: date

    @property
    def done_count(self) -> int:
        return int(self.figure.value or 0) - self.commitment.base_value

    @property
    def wanted_count(self) -> int:
        return self.commitment.target_value - self.commitment.base_value

    @property
    def percent(self) -> int:
        """Rounded down: a promise is not kept before it is."""
        return max(0, min(100, 100 * self.done_count // self.wanted_count))

    @property
    def is_kept(self) -> bool:
        return self.done_count >= self.wanted_count

    @property
    def is_late(self) -> bool:
        return not self.is_kept and self.at > self.commitment.due_on

    @property
    def records_url(self) -> str:
        indicator = self.figure.indicator
        spec = None if isinstance(indicator, Ratio) else spec_of(indicator.records)
        return f"{spec.url()}?{self.figure.question.query()}" if spec else ""


def list_progress(suggestion: Suggestion, at: date) -> list[Progress]:
    return [
        Progress(each, figure(each.figure_code, each.division, at=at, **each.figure_dims), at)
        for each in suggestion.commitments.select_related("division", "unit")
    ]
