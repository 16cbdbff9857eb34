from django.utils.translation import gettext_lazy as _

from linli.domains.suggestions import actions
from linli.domains.suggestions.models import Deputy, Question, Suggestion
from linli.domains.suggestions.permissions import Permission
from linli.kernel.exchange.spec import Field, RecordSpec

SUGGESTION = RecordSpec(
    model=Suggestion,
    slug="suggestion",
    fields=[
        Field("division"),
        Field("code", help=_("届、次、号连写，如：八届四次395")),
        Field("congress"),
        Field("session"),
        Field("number"),
        Field("title"),
        Field("text"),
        Field("registered_on"),
        Field("category"),
        Field("outcome"),
        Field("is_public"),
    ],
    columns=("number", "title", "congress", "session", "state", "registered_on", "assigned_on"),
    filters=("state", "congress", "category", "registered_on", "assigned_on"),
    search=("code", "title"),
    ordering=("-registered_on", "-number"),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    entered=actions.open_todos,
    related=[("questions", _("子问题")), ("deputies", _("提出建议的代表"))],
    section="office",
    help=_("人大代表对各方面工作提出的建议、批评和意见。每件的交办、答复、送达和反馈都在它自己的页面办理。"),
    icon="message-2",
)

QUESTION = RecordSpec(
    model=Question,
    slug="question",
    fields=[
        Field("division"),
        Field("code", help=_("建议编号加“-问”和序号，如：八届四次395-问1")),
        Field("suggestion", lookup=SUGGESTION),
        Field("number"),
        Field("title"),
        Field("text"),
    ],
    columns=("suggestion", "number", "title"),
    filters=("suggestion",),
    search=("title", "code"),
    ordering=("suggestion_id", "number"),
    select_related=("suggestion__division",),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
)

DEPUTY = RecordSpec(
    model=Deputy,
    slug="deputy",
    subject="person",
    fields=[
        Field("division"),
        Field("code", help=_("建议编号加顺序号，如：八届四次395-1")),
        Field("suggestion", lookup=SUGGESTION),
        Field("name"),
        Field("delegation"),
        Field("is_leader"),
    ],
    columns=("suggestion", "name", "delegation", "is_leader"),
    filters=("suggestion",),
    search=("name", "delegation", "code"),
    ordering=("suggestion_id", "-is_leader", "id"),
    select_related=("suggestion__division",),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
)

SPECS = (SUGGESTION, QUESTION, DEPUTY)
