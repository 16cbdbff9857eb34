"""What is declared of every personal field of this app: purpose, legal basis, retention, mask."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy import masking
from linli.kernel.privacy.declaration import Basis, Personal, Purpose, Retention

REGISTER = Purpose(
    "residents.register",
    _("居民基本情况登记"),
    _("知道辖区内住着谁、住在哪里，以便提供公共服务、办理自治事务和应急联络。"),
)
CONTACT = Purpose(
    "residents.contact", _("联络与服务通知"), _("通知本人办理事项、上门服务和突发情况联络，不用于其他通知。")
)
CARE = Purpose("residents.care", _("重点人群关爱帮扶"), _("识别需要探访、帮扶和优待的居民，按群体提供服务。"))
HOUSEHOLD = Purpose(
    "residents.household", _("住户与房屋对应"), _("把居民、户、房屋和网格对应起来，便于入户和网格服务。")
)
RIGHTS = Purpose("residents.rights", _("答复个人信息权利请求"), _("证明个人的查阅、更正、限制、删除请求已经办理。"))
PURPOSES = (REGISTER, CONTACT, CARE, HOUSEHOLD, RIGHTS)

DUTY = Basis("duty", _("为履行法定职责所必需"), _("《个人信息保护法》第十三条第一款第三项、第三十四条"))
CONSENT = Basis("consent", _("取得个人同意"), _("《个人信息保护法》第十三条第一款第一项、第十四条"))
NECESSITY = Basis(
    "necessity",
    _("为履行法定职责所必需，且有充分的必要性并采取严格保护措施"),
    _("《个人信息保护法》第十三条第一款第三项、第二十八条第二款"),
)

STAY = Retention(
    "stay",
    _("在本辖区居住期间，迁出或死亡登记后保存3年"),
    _("居住期间为提供服务所必需；此后3年内可能需要据以核对待遇发放、证明办理和本人查询。"),
    counted_from="left_on",
    days=3 * 365,
)
PRESENT = Retention(
    "present",
    _("在本辖区居住期间，迁出或死亡登记后即可删除"),
    _("只为当前联络和服务所需。"),
    counted_from="left_on",
    days=0,
)

NAME = Personal(REGISTER, DUTY, STAY, mask=None)
ID_KIND = Personal(REGISTER, DUTY, STAY, mask=None)
ID_NUMBER = Personal(REGISTER, DUTY, STAY, mask=masking.id_number, is_sensitive=True)
PHONE = Personal(CONTACT, DUTY, PRESENT, mask=masking.phone)
BASIC = Personal(REGISTER, DUTY, STAY, mask=None)
STATE = Personal(REGISTER, DUTY, STAY, mask=None)
DETAIL = Personal(REGISTER, CONSENT, PRESENT, mask=None)
HEALTH = Personal(CARE, NECESSITY, PRESENT, mask=None, is_sensitive=True)
HOME = Personal(HOUSEHOLD, DUTY, STAY, mask=None)
ADDRESS = Personal(HOUSEHOLD, DUTY, STAY, mask=None)
GROUP = Personal(CARE, NECESSITY, STAY, mask=None, is_sensitive=True)
PROOF = Personal(
    RIGHTS,
    DUTY,
    Retention(
        "proof",
        _("自办理之日起保存3年"),
        _(
            "证明已依法答复个人的请求；个人信息保护影响评估报告和处理情况记录应当至少保存三年（《个人信息保护法》第五十六条第二款）。"
        ),
        counted_from="handled_on",
        days=3 * 365,
    ),
    mask=None,
)
