"""What everybody may read is written down, so that the pages of the places that were told of are there at once."""

from datetime import datetime

from linli.kernel.accounts.models import Post
from linli.kernel.divisions.queries import get_division
from linli.portal.public import refreshing

from . import elections
from .telling import doing


def tell(posts: dict[str, Post], at: datetime) -> None:
    """The worker writes the pages of the other places; here are those of the stories."""
    with doing(posts["hl-county"]):
        for place in (*elections.VILLAGES, *elections.COMMUNITIES):
            refreshing.write(get_division(place), at)
