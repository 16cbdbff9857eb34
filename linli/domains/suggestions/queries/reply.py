"""What a reply letter can be filled in with before anybody writes."""

from django.utils.translation import gettext as _

from linli.domains.suggestions.models import Suggestion

# Whom the rules of the congress and of the government's supervision want informed of every answer.
COPIES = [{"recipient": "市人大选工委", "count": 2}, {"recipient": "市委市政府督查局", "count": 2}]


def salutation(suggestion: Suggestion) -> str:
    """Addresses the leading deputy; with several, each gets the same text."""
    names = [deputy.name for deputy in suggestion.deputies.all()]
    if not names:
        return ""
    others = _("等") if len(names) > 1 else ""
    return _("尊敬的%(name)s%(others)s代表：") % {"name": names[0], "others": others}


def outline(suggestion: Suggestion) -> str:
    """One heading for each question, so that none is left without an answer."""
    lines = [_("您提出的“%(title)s”的建议收悉。现答复如下：") % {"title": suggestion.title}, "", _("一、总体情况"), ""]
    questions = list(suggestion.questions.all())
    if questions:
        lines += [_("二、对所提各项建议的答复")]
    for question, numeral in zip(questions, "一二三四五六七八九十", strict=False):
        lines += [_("（%(numeral)s）关于“%(title)s”的情况。") % {"numeral": numeral, "title": question.title}]
        lines += [part.opinion for part in question.assignments.all() if part.opinion]
    return "\n".join(lines)
