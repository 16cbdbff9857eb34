"""May this post do that, there?"""

from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.scope import OutOfScope


def require(post: Post, permission: str) -> None:
    """Raises PermissionRefused, with a sentence for the person who tried."""
    if not post.may(permission):
        raise PermissionRefused(
            _("“%(title)s”岗位没有这项权限。如确需办理，请联系本单位账号管理员。") % {"title": post.title}
        )


def require_place(post: Post, division: Division) -> None:
    """Raises OutOfScope where the post does not cover the whole division."""
    if not post.scope.covers(*division.range):
        raise OutOfScope(
            _("“%(name)s”（%(code)s）不在您岗位的管辖范围内。") % {"name": division.name, "code": division.short_code}
        )
