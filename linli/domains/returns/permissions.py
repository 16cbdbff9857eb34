"""What a post may do with returns. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "returns.view"
    ASK = "returns.ask"
    GUARD = "returns.guard"
    ANSWER = "returns.answer"
    CHECK = "returns.check"


LABELS = {
    Permission.VIEW: _("查看报表"),
    Permission.ASK: _("发起报表、汇总结果"),
    Permission.GUARD: _("报表准入审核"),
    Permission.ANSWER: _("填报和报送"),
    Permission.CHECK: _("审核下级填报"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内的报表、填报情况和基层负担，不能改动。"),
    Permission.ASK: _("上传本部门的表格、核对各列对应的事实、送准入审核，催报、通过并下载汇总结果，停止报表。"),
    Permission.GUARD: _("看一张报表会给基层添多少事，准予或者不予下发；看各单位发了多少表。"),
    Permission.ANSWER: _("填报本村（社区）的报表：网页上填，或者取预填好的工作簿填好交回；更正的值写回登记册。"),
    Permission.CHECK: _("审核辖区内村（社区）报上来的表：逐格写意见退回，或者通过、往上报。"),
}

declare("returns", LABELS, DESCRIPTIONS)
