"""What is declared of every personal field of this app: purpose, legal basis, retention, mask."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy import masking
from linli.kernel.privacy.declaration import Basis, Personal, Purpose, Retention

VOTING = Purpose(
    "elections.voting",
    _("选民登记"),
    _("确定谁有选举权、在哪里登记，防止重复登记，公布选民名单。不记录任何人投了谁的票。"),
)
STANDING = Purpose(
    "elections.standing", _("候选人与当选人"), _("确定谁可以作为候选人，公布候选人和当选结果，统计班子结构。")
)
HEARING = Purpose("elections.hearing", _("异议与举报的处理"), _("对名单的异议和对选举的举报，处理后答复本人。"))
PURPOSES = (VOTING, STANDING, HEARING)

DUTY = Basis(
    "duty",
    _("为履行法定职责所必需"),
    _("《个人信息保护法》第十三条第一款第三项；《村民委员会组织法》《城市居民委员会组织法》第十六条（2026年施行）"),
)
TERM = Retention(
    "term",
    _("选举档案封存期间，选举日后保存3年"),
    _("选举可能被申诉、举报或者宣布无效，其间需要据以核对（选票封存三年）。"),
    counted_from="election_on",
    days=3 * 365,
)
OFFICE = Retention(
    "office",
    _("任职期间，离任后保存5年"),
    _("证明由谁依法当选、任职到何时；村务档案包括选举文件（《村民委员会组织法》第三十九条）。"),
    counted_from="left_on",
    days=5 * 365,
)

NAME = Personal(VOTING, DUTY, TERM, mask=None)
BASIC = Personal(VOTING, DUTY, TERM, mask=None)
ID_NUMBER = Personal(VOTING, DUTY, TERM, mask=masking.id_number, is_sensitive=True)
STANDING_NAME = Personal(STANDING, DUTY, OFFICE, mask=None)
STANDING_BASIC = Personal(STANDING, DUTY, OFFICE, mask=None)
GROUND = Personal(STANDING, DUTY, TERM, mask=None, is_sensitive=True)
HEARD = Personal(HEARING, DUTY, TERM, mask=None)
