"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "attestations.view"
    EDIT = "attestations.edit"
    APPROVE = "attestations.approve"
    HANDLE = "attestations.handle"


LABELS = {
    Permission.VIEW: _("查看出具证明"),
    Permission.HANDLE: _("受理和核实证明申请"),
    Permission.APPROVE: _("批准出具和撤回证明"),
    Permission.EDIT: _("维护证明事项清单"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内的证明申请、出具和拒绝情况。不能改动。"),
    Permission.HANDLE: _("按用途受理申请，登记核实情况，办理告知承诺，告知不予出具。不批准出具。"),
    Permission.APPROVE: _("由村（居）委会负责人批准出具、编号盖章，发现有误的撤回。"),
    Permission.EDIT: _("登记本级可以出具的证明事项清单和它的版本，下级按清单办理。"),
}

declare("attestations", LABELS, DESCRIPTIONS)
