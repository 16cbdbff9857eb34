"""A topic on its page, and its session: sign-ins and opinions line by line, what came in online, and the minutes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from linli.domains.consultation import actions, forms, queries
from linli.domains.consultation.enums import Ballot, TopicState
from linli.domains.consultation.models import Opinion, Participant, Topic, VoiceCode
from linli.domains.consultation.permissions import Permission
from linli.domains.consultation.records import TOPIC
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused
from linli.kernel.ui import places
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.details import record_detail
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods

LINES = {"participant": Participant, "opinion": Opinion}
# What the page can add: the form, the deed, and what is said when it is done.
ADDS = {
    "sign_in": (forms.SignInForm, actions.sign_in, gettext_lazy("已登记签到。")),
    "opinion": (forms.OpinionForm, actions.note_opinion, gettext_lazy("已登记意见。")),
    "minutes": (forms.MinutesForm, actions.write_minutes, gettext_lazy("已保存会议记录。")),
}


def load(request: HttpRequest, pk: int) -> Topic:
    require(request.post_held, Permission.VIEW)
    return get_object_or_404(Topic.objects.select_related("division", "session"), pk=pk)


@require_safe
@post_required
def topic_detail(request: HttpRequest, pk: int) -> HttpResponse:
    day = request.now.date()
    topic = load(request, pk)
    more = {
        "heard": queries.heard(topic, day),
        "has_window": topic.notified_on is not None and topic.voices_until is not None,
        "was_notified": topic.notified_on is not None,
        "may_issue": request.post_held.may(Permission.ISSUE) and may_issue(topic, day),
    }
    return record_detail(request, spec=TOPIC, pk=pk, template="consultation/topic.html", more=more)


def may_issue(topic: Topic, day: Any) -> bool:
    return topic.state == TopicState.NOTIFIED and topic.voices_until is not None and day <= topic.voices_until


@form_methods
@post_required
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Each form adds one line, says so, and is ready for the next."""
    topic = load(request, pk)
    may_add = topic.state == TopicState.NOTIFIED and request.post_held.may(Permission.EDIT)
    what = request.POST.get("do", "")
    bound = {}
    if request.method == "POST":
        if what not in ADDS:
            raise Http404
        bound[what] = form = ADDS[what][0](request.POST, prefix=what)
        if form.is_valid():
            try:
                ADDS[what][1](topic, by=request.post_held, at=request.now, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, ADDS[what][2])
                return redirect("consultation:meeting", pk=pk)
        form.mark_faults()
    initial = {"minutes": {"minutes": topic.minutes}}
    shown = {
        name: bound.get(name) or form(prefix=name, initial=initial.get(name)) for name, (form, _run, _w) in ADDS.items()
    }
    context = _context(request, topic) | {"forms": shown, "may_add": may_add}
    return render(request, "consultation/meeting.html", context, status=UNPROCESSABLE if bound else 200)


def _context(request: HttpRequest, topic: Topic) -> dict[str, Any]:
    opinions = list(Opinion.objects.filter(topic=topic))
    found = queries.heard(topic, request.now.date())
    return {
        "topic": topic,
        "trail": places.trail(request.post_held, topic.division),
        "participants": Participant.objects.filter(topic=topic),
        "spoken": [each for each in opinions if not each.is_online],
        "online": sorted((each for each in opinions if each.is_online), key=lambda each: (each.kind, each.stance)),
        "heard": found,
        "sentences": found.sentences(topic) if found else [],
        "codes_count": VoiceCode.objects.filter(topic=topic).count(),
        "open_votes": queries.open_votes(topic) if found and topic.ballot == Ballot.OPEN else [],
    }


@require_POST
@post_required
def take_back(request: HttpRequest, pk: int, what: str, line: int) -> HttpResponse:
    """Undo one line of the session."""
    topic = load(request, pk)
    if what not in LINES:
        raise Http404
    found = get_object_or_404(LINES[what].objects.select_related("division", "topic"), pk=line, topic=topic)
    try:
        actions.take_back(found, by=request.post_held, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤销：%(line)s。") % {"line": str(found)[:30]})
    return redirect("consultation:meeting", pk=pk)
