"""The permissions of the three separated administrations. None of them is about the city's data.

Source: GB/T 22239-2019 §8.1.5 (系统管理、审计管理、安全管理各自鉴别、各自操作、操作受审计).
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Office
from linli.kernel.accounts.registry import declare


class System(StrEnum):
    SETTINGS = "system.settings"
    JOBS = "system.jobs"
    BACKUPS = "system.backups"


class Security(StrEnum):
    ACCOUNTS = "accounts.manage"
    ROLES = "accounts.roles"


class Audit(StrEnum):
    READ = "audit.read"
    EXPORT = "audit.export"


SYSTEM_LABELS = {
    System.SETTINGS: _("查看和调整系统设置"),
    System.JOBS: _("查看和管理后台任务"),
    System.BACKUPS: _("备份和恢复"),
}
SYSTEM_DESCRIPTIONS = {
    System.SETTINGS: _("看系统的运行状况和各项设置，按部署文档调整。看不到登记簿里的任何记录。"),
    System.JOBS: _("看后台任务的进度、失败原因，重试或取消任务。看不到任务处理的内容。"),
    System.BACKUPS: _("做备份、验证备份、恢复演练。备份文件含全部数据，按保密要求保管。"),
}
SECURITY_LABELS = {
    Security.ACCOUNTS: _("管理账号、单位和岗位"),
    Security.ROLES: _("修改角色的权限"),
}
SECURITY_DESCRIPTIONS = {
    Security.ACCOUNTS: _(
        "在本岗位管辖的区划内登记单位和账号，设岗、换岗、代理、终止，停用账号，解除锁定。所给的权限不得超出本角色“可授出的权限”，不能改动自己的账号和岗位。"
    ),
    Security.ROLES: _(
        "新建角色，修改角色的名称、说明、层级和权限。修改立即对全市任该角色的岗位生效，不能修改自己正在担任的角色。"
    ),
}
AUDIT_LABELS = {
    Audit.READ: _("查看审计记录"),
    Audit.EXPORT: _("导出审计记录"),
}
AUDIT_DESCRIPTIONS = {
    Audit.READ: _("按记录、按人、按日查看谁在什么时候做了什么，包括三类管理员的操作。不能改动任何内容。"),
    Audit.EXPORT: _("把审计记录导出给监管部门。导出本身也记入审计。"),
}

declare("system", SYSTEM_LABELS, SYSTEM_DESCRIPTIONS, administers=Office.SYSTEM)
declare("accounts", SECURITY_LABELS, SECURITY_DESCRIPTIONS, administers=Office.SECURITY)
declare("audit", AUDIT_LABELS, AUDIT_DESCRIPTIONS, administers=Office.AUDIT)
