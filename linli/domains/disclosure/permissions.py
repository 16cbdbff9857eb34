"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "disclosure.view"
    EDIT = "disclosure.edit"
    POST = "disclosure.post"
    SUPERVISE = "disclosure.supervise"
    HANDLE = "disclosure.handle"
    OVERSEE = "disclosure.oversee"


LABELS = {
    Permission.VIEW: _("查看村（居）务公开"),
    Permission.EDIT: _("维护公开目录和权力清单，拟写公开内容"),
    Permission.POST: _("公布、撤下公开内容，答复质疑"),
    Permission.SUPERVISE: _("监督委员会审核财务公开"),
    Permission.HANDLE: _("按流程图办理小微权力事项"),
    Permission.OVERSEE: _("调查质疑、督促公开"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内的公开目录、公开内容、居民质疑和权力清单，并导出工作簿。不能改动。"),
    Permission.EDIT: _("登记、更正公开目录和权力清单，拟写公开内容，登记居民质疑。不含公布。"),
    Permission.POST: _("把拟好的内容公布上墙上网，期满撤下；内容有错的发布新版本；答复居民质疑。"),
    Permission.SUPERVISE: _(
        "以村（居）务监督委员会成员的身份审核财务类公开内容并签名，不同意的退回。不能审核自己拟写的内容。"
    ),
    Permission.HANDLE: _("按小微权力清单、权责清单的流程图办事，办一步登记一步，全程公开。"),
    Permission.OVERSEE: _("由乡镇（街道）或者县级办理：对不及时公布、公布不真实的反映调查核实，责令依法公布。"),
}

declare("disclosure", LABELS, DESCRIPTIONS)
