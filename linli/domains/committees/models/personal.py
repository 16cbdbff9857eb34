"""What is declared of every personal field of this app: purpose, legal basis, retention, mask."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy.declaration import Basis, Personal, Purpose, Retention

SERVING = Purpose(
    "committees.serving",
    _("村（居）委会任职"),
    _("登记谁是法定代表人、谁在村（居）委会和下属组织任职，载入证书，向居民公开。"),
)
PURPOSES = (SERVING,)

DUTY = Basis(
    "duty",
    _("为履行法定职责所必需"),
    _(
        "《个人信息保护法》第十三条第一款第三项；《村民委员会组织法》第十三条、《城市居民委员会组织法》第十二条（2026年施行）"
    ),
)
OFFICE = Retention(
    "office",
    _("任职期间，离任后保存5年"),
    _("证明由谁任职到何时；村务、居务档案应当真实、准确、完整（《城市居民委员会组织法》第三十九条）。"),
    counted_from="until",
    days=5 * 365,
)
PAPER = Retention(
    "paper",
    _("与证书同期，长期保存"),
    _("证书是法人资格的凭证，须长期可以查验；证书档案随法人登记档案保存。"),
)

NAME = Personal(SERVING, DUTY, OFFICE, mask=None)
HEAD_NAME = Personal(SERVING, DUTY, PAPER, mask=None)
