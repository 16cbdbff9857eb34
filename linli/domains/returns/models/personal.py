"""What is declared of the personal values that a return carries."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy.declaration import Basis, Personal, Purpose, Retention

RETURNING = Purpose(
    "returns.answering",
    _("填报报表"),
    _("按准入的报表填报。每张报表另写明自己的处理目的、法律依据和停止日期，没有写明的不得收集个人信息。"),
)
DUTY = Basis(
    "returns.duty",
    _("为履行法定职责所必需"),
    _("《个人信息保护法》第十三条第一款第三项、第三十四条；每张报表写明的依据"),
)
WITH_THE_RETURN = Retention("returns.file", _("随报表保存"), _("据以核对上报的数；报表停止后按其写明的期限删除。"))
CELLS = Personal(RETURNING, DUTY, WITH_THE_RETURN, mask=None, is_sensitive=True)
