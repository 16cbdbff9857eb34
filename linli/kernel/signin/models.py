"""What an account's owner has done for its safety, and where they are signed in. The account itself is in `accounts`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import User


class Credential(models.Model):
    """When the password was set, and whether somebody else knows it. An account without a row never chose a password."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="credential", verbose_name=_("账号")
    )
    password_set_at = models.DateTimeField(_("密码设置时间"))
    must_change = models.BooleanField(_("下次登录须改密码"), default=False)

    class Meta:
        verbose_name = _("登录凭证")
        verbose_name_plural = _("登录凭证")

    def __str__(self) -> str:
        return f"{self.user} {self.password_set_at:%Y-%m-%d}"


class PastPassword(models.Model):
    """A password that was replaced, as a hash, so that it is not taken again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("账号"))
    password = models.CharField(_("密码摘要"), max_length=128)
    replaced_at = models.DateTimeField(_("更换时间"))

    class Meta:
        verbose_name = _("用过的密码")
        verbose_name_plural = _("用过的密码")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user} {self.replaced_at:%Y-%m-%d}"


class Device(models.Model):
    """A browser in which an account is signed in: one session. It goes when the session goes."""

    user = models.ForeignKey(User, models.CASCADE, related_name="devices", verbose_name=_("账号"))
    session_key = models.CharField(_("会话"), max_length=40, unique=True)
    browser = models.CharField(_("浏览器"), max_length=60)
    address = models.GenericIPAddressField(_("网络地址"), null=True)
    since_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近使用时间"))

    class Meta:
        verbose_name = _("登录设备")
        verbose_name_plural = _("登录设备")
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.browser} {self.address}"


class Attempt(models.Model):
    """How often an address has tried in one matter without an account. It is kept for a day."""

    matter = models.CharField(_("事项"), max_length=60)
    address = models.CharField(_("网络地址"), max_length=45)
    count = models.PositiveIntegerField(_("次数"))
    last_at = models.DateTimeField(_("最近时间"))

    class Meta:
        verbose_name = _("无账号尝试")
        verbose_name_plural = _("无账号尝试")
        constraints = [models.UniqueConstraint(fields=["matter", "address"], name="attempt_once")]

    def __str__(self) -> str:
        return f"{self.matter} {self.count}"
