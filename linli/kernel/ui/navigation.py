"""The left-hand navigation, grouped as the work itself is: 12341.

Registers list themselves by `RecordSpec.section`; any other page is added with `register_item` from its app's `ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Post
from linli.kernel.exchange.spec import all_specs


@dataclass(frozen=True)
class Section:
    """A group of the navigation. A section without a title shows its items alone."""

    code: str
    title: Any
    note: Any = ""
    is_headed: bool = True

    def is_named(self, name: str) -> bool:
        return name in {self.code, str(self.title), str(self.note), f"{self.title} {self.note}"}


SECTIONS = (
    Section("todo", _("待办"), is_headed=False),
    Section("board", _("驾驶舱"), is_headed=False),
    Section("core", _("一核"), _("党建引领")),
    Section("guarantees", _("两保障"), _("经费、阵地")),
    Section("projects", _("三工程"), _("自治、法治、德治")),
    Section("teams", _("四队伍"), _("组织、网格、社工、志愿")),
    Section("goal", _("一目标"), _("幸福家园")),
    Section("office", _("办公"), _("协调、建议、公文")),
    Section("administration", _("管理"), _("系统、安全、审计")),
)
ELSEWHERE = "office"
USUAL_ICON = "list-details"  # that of a spec which names none; a column of them says nothing


@dataclass(frozen=True)
class Item:
    """One line of the navigation. `badge(request)` may give a count that waits; `is_for(post)` may narrow the permission."""

    section: str
    label: Any
    url_name: str
    icon: str = "point"
    permission: str = ""
    badge: Callable[[HttpRequest], int] | None = None
    is_for: Callable[[Post], bool] | None = None


@dataclass(frozen=True)
class Entry:
    """An item as one person sees it."""

    label: str
    url: str
    icon: str
    is_current: bool
    badge: int = 0


@dataclass(frozen=True)
class Group:
    section: Section
    entries: list[Entry]

    @property
    def is_current(self) -> bool:
        return any(entry.is_current for entry in self.entries)


_items: list[Item] = []
_pages: dict[str, str] = {}


def register_item(
    section: str,
    label: Any,
    url_name: str,
    icon: str = "point",
    permission: str = "",
    *,
    badge: Callable[[HttpRequest], int] | None = None,
    is_for: Callable[[Post], bool] | None = None,
) -> None:
    """Add a page to the navigation. `section` is a code, a title or a title with its note; `permission` may be empty."""
    item = Item(section, label, url_name, icon, permission, badge, is_for)
    if item not in _items:
        _items.append(item)


def register_page(role: str, url_name: str) -> None:
    """Say which page is the `home`, the `search`, the page of a `figure` or of a `place`: the portal has them, not the kernel."""
    _pages[role] = url_name


def page_url(role: str, *args: Any) -> str:
    """The address of the page with that role, or nothing where there is none."""
    try:
        return reverse(_pages[role], args=args) if role in _pages else ""
    except NoReverseMatch:
        return ""


def section_of(name: str) -> Section:
    """The section that a name means; an unknown one is 办公."""
    found = next((section for section in SECTIONS if section.is_named(name)), None)
    return found or next(section for section in SECTIONS if section.code == ELSEWHERE)


def all_items() -> list[Item]:
    """The registered pages, then the registers in their order of registration."""
    registers = [
        Item(
            spec.section,
            spec.label,
            f"{spec.app}:{spec.slug}_list",
            "point" if spec.icon == USUAL_ICON else spec.icon,
            spec.view_permission,
        )
        for spec in all_specs()
        if spec.section
    ]
    return [*_items, *registers]


def build(request: HttpRequest) -> list[Group]:
    """The groups that the post held may open, with the page being shown marked; empty groups are left out."""
    entries: dict[str, list[Entry]] = {section.code: [] for section in SECTIONS}
    for item in all_items():
        if entry := _entry(item, request):
            entries[section_of(item.section).code].append(entry)
    return [Group(section, entries[section.code]) for section in SECTIONS if entries[section.code]]


def _entry(item: Item, request: HttpRequest) -> Entry | None:
    post = getattr(request, "post_held", None)
    if post is None or (item.permission and not post.may(item.permission)):
        return None
    if item.is_for and not item.is_for(post):
        return None
    try:
        url = reverse(item.url_name)
    except NoReverseMatch:
        return None
    badge = item.badge(request) if item.badge else 0
    return Entry(str(item.label), url, item.icon, _is_current(url, request.path), badge)


def _is_current(url: str, path: str) -> bool:
    return path == url or (url != "/" and url.endswith("/") and path.startswith(url))
