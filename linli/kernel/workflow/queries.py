from django.db.models import QuerySet

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.roles import get_role
from linli.kernel.workflow.models import Todo


def list_todos(post: Post) -> QuerySet[Todo]:
    """What waits for a post: what its unit owes and its role may do, the earliest due first."""
    permissions = get_role(post.role).permissions
    return Todo.objects.filter(unit=post.unit_id, permission__in=permissions, closed_at=None)
