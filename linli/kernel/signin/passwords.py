"""What a password must be, beyond Django's own rules: several kinds of characters, and none of the last ones.

Source: GB/T 22239-2019 §8.1.4.1 a）身份鉴别信息具有复杂度要求并定期更换。
"""

import re

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import User
from linli.kernel.signin.models import PastPassword

# A letter that is neither a–z nor A–Z, such as a Chinese one, counts as a sign.
KINDS = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile("[^a-zA-Z0-9]"))


class SeveralKinds:
    """At least LINLI_PASSWORD_KINDS of: small letters, capitals, digits, other signs."""

    def validate(self, password: str, user: User | None = None) -> None:
        if sum(bool(kind.search(password)) for kind in KINDS) < settings.LINLI_PASSWORD_KINDS:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        return _("密码应包含小写字母、大写字母、数字、其他字符中的至少%(count)d种。") % {
            "count": settings.LINLI_PASSWORD_KINDS
        }


class NotUsedBefore:
    """Not the present password, nor one of the last LINLI_PASSWORD_HISTORY."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        hashes = [user.password] if user.has_usable_password() else []
        past = PastPassword.objects.filter(user=user).values_list("password", flat=True)
        hashes += past[: settings.LINLI_PASSWORD_HISTORY]
        if any(check_password(password, each) for each in hashes):
            raise ValidationError(_("新密码不能与现在的或最近用过的密码相同。"), code="password_used")

    def get_help_text(self) -> str:
        return _("新密码不能与现在的或最近%(count)d次用过的密码相同。") % {"count": settings.LINLI_PASSWORD_HISTORY}
