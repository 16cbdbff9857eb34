"""What happens in the reference city before the demo's day, told by the actions that the pages call, under the posts that do it.

The people are made up and the wording is the project's own; what is counted comes from the records and from nowhere else.
"""

from datetime import datetime

from linli.kernel.accounts.models import Post

from . import attestations, certificates, consultation, disclosure, elections, public, residents, returns, suggestions

# Elections give rise to certificate cases, and everything else comes to the public pages at last.
STORIES = (suggestions, residents, elections, certificates, consultation, disclosure, attestations, returns, public)


def tell(posts: dict[str, Post], at: datetime) -> None:
    """Tell every story. `posts` are those of the demo's people by account; `at` is the present of the demo."""
    for story in STORIES:
        story.tell(posts, at)
