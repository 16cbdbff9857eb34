from django.db.models import Q, QuerySet

from linli.kernel.accounts.models import Post
from linli.kernel.workflow.models import Todo


def list_todos(post: Post) -> QuerySet[Todo]:
    """What waits for a post: what its unit owes and its role may do, the earliest due first.

    What was handed to one seat waits for whoever holds it on the day, or stands in for them.
    """
    waiting = Todo.objects.filter(unit=post.unit_id, permission__in=post.permissions, closed_at=None)
    return waiting.filter(Q(seat=None) | Q(seat=post.seat_key))
