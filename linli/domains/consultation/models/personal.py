"""What is declared of the personal fields of this app. Neither a number nor a name is among them."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy.declaration import Basis, Personal, Purpose, Retention

TAKING_PART = Purpose(
    "consultation.taking_part",
    _("网上参与协商"),
    _("保证一位居民在一个议题里只有一个参与码、只提一份意见、只投一票。只存加密指纹，不存姓名和号码。"),
)
DUTY = Basis(
    "consultation.duty",
    _("为履行法定职责所必需"),
    _(
        "《个人信息保护法》第十三条第一款第三项；《村民委员会组织法》第三十三条、《城市居民委员会组织法》第三十二条（2026年施行）"
    ),
)
WITH_THE_FILE = Retention(
    "consultation.file",
    _("随协商档案保存"),
    _("有人对参与人数提出异议时据以核对；单凭指纹认不出是谁。"),
)
PART = Personal(TAKING_PART, DUTY, WITH_THE_FILE, mask=None)
