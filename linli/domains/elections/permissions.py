"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "elections.view"
    EDIT = "elections.edit"
    COMPLETE = "elections.complete"
    VIEW_VOTERS = "elections.voters.view"
    EDIT_VOTERS = "elections.voters.edit"
    CONDUCT = "elections.conduct"
    REVIEW = "elections.review"
    COUNT = "elections.count"
    DECLARE = "elections.declare"
    SUPERVISE = "elections.supervise"


LABELS = {
    Permission.VIEW: _("查看换届选举"),
    Permission.EDIT: _("登记和更正换届选举"),
    Permission.COMPLETE: _("登记换届完成"),
    Permission.VIEW_VOTERS: _("查看选民名单"),
    Permission.EDIT_VOTERS: _("导入选民名单"),
    Permission.CONDUCT: _("主持选举：方案、登记、提名、公告、投票"),
    Permission.REVIEW: _("候选人联审"),
    Permission.COUNT: _("录入计票表"),
    Permission.DECLARE: _("确认并公布选举结果"),
    Permission.SUPERVISE: _("监督选举：移交、封存、归档、举报、罢免、补选"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内各村（社区）换届选举的登记簿、详情和修改记录，并导出工作簿。不能改动。"),
    Permission.EDIT: _("登记、更正换届选举的届次、应完成日期和选举结果，导入工作簿。不含登记换届完成。"),
    Permission.COMPLETE: _(
        "把一次换届登记为完成，该村（社区）随即计入换届完成率。由县级以上认定，录入的人不自己认定。"
    ),
    Permission.VIEW_VOTERS: _("看辖区内各次选举的选民名单并导出工作簿，证件号码只显示一部分。不能改动。"),
    Permission.EDIT_VOTERS: _(
        "在选民登记期间从工作簿导入选民名单，同时在全市查重。名单公布以后不能导入，由主持选举的人逐人办理。"
    ),
    Permission.CONDUCT: _(
        "以选举委员会工作人员的身份办理一次选举：定方案、登记选民、公布名单、受理异议、登记提名和委托、"
        "公告候选人、设投票站、开始和结束投票。能看到选民名单。不录入计票表，不公布结果。"
    ),
    Permission.REVIEW: _(
        "对送审的候选人写明本单位的审查结论，只写属于哪一种情形，不写细节。由组织、纪检、公安等单位办理。"
    ),
    Permission.COUNT: _("把纸质计票表的数字录入系统。同一张表由两个人分别录入，互相看不到，一致才算数。"),
    Permission.DECLARE: _("核对两次录入一致后确认选举是否有效、谁当选，并公布结果；需要再次投票的，由此发起。"),
    Permission.SUPERVISE: _(
        "由乡镇（街道）办理：监督工作移交，封存选票，归档，答复举报，登记罢免、辞职和补选，宣布选举无效。"
    ),
}

declare("elections", LABELS, DESCRIPTIONS)
