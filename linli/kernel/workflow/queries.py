from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.queries import held
from linli.kernel.workflow.models import Todo


def list_todos(post: Post, at: date) -> QuerySet[Todo]:
    """What waits for a post: what its unit owes and its role may do, the earliest due first.

    What was handed to one seat waits for whoever holds it on the day, or stands in for them; for all while nobody does.
    """
    waiting = Todo.objects.filter(unit=post.unit_id, permission__in=post.permissions, closed_at=None)
    seat = OuterRef("seat")
    vacant = ~Exists(held(at, Post.objects.filter(Q(pk=seat) | Q(seat=seat))))
    return waiting.filter(Q(seat=None) | Q(seat=post.seat_key) | vacant)
