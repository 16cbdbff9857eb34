"""Who may see a figure."""

from django.db.models import Model

from linli.kernel.accounts.models import Post
from linli.kernel.exchange.spec import spec_of
from linli.kernel.indicators.declaration import Indicator, Ratio


def may_see(post: Post, indicator: Indicator) -> bool:
    """A figure is for whoever may see the records behind it."""
    measures = [*indicator.of, indicator.among] if isinstance(indicator, Ratio) else [indicator]
    return all(post.may(_view_permission(each.records)) for each in measures)


def _view_permission(model: type[Model]) -> str:
    """That of the records' register; records that are shown on another's page alone have that of their field of work."""
    spec = spec_of(model)
    return spec.view_permission if spec is not None else f"{model._meta.app_label}.view"
