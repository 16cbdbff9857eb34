"""What is declared of the personal fields of this app: who asked, and how they are reached."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy import masking
from linli.kernel.privacy.declaration import Basis, Personal, Purpose, Retention

ASKING = Purpose(
    "disclosure.asking", _("居民质疑的答复"), _("把答复交给提出质疑的人。联系方式可以不留，公开时不显示姓名。")
)
DUTY = Basis(
    "disclosure.duty",
    _("为履行法定职责所必需"),
    _(
        "《个人信息保护法》第十三条第一款第三项；《村民委员会组织法》第三十五条、《城市居民委员会组织法》第三十四条（2026年施行）"
    ),
)
ASKED = Retention(
    "disclosure.asked",
    _("办结后保存3年"),
    _("对答复不服的，其间可能向上级反映。"),
    counted_from="closed_on",
    days=3 * 365,
)
ASKER = Personal(ASKING, DUTY, ASKED, mask=masking.name)
CONTACT = Personal(ASKING, DUTY, ASKED, mask=masking.hidden)
