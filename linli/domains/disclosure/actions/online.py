"""The door for residents: a question about a posting, put without an account, for which they get a receipt.

Nobody holds a post here: the deed visits the one community, and enters one question about what is or was posted there. How
often one address may ask is counted by the page (`kernel.signin.attempts`), which knows the address.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.disclosure import queries
from linli.domains.disclosure.models import Posting, Question
from linli.domains.disclosure.workflow import QUESTION, refuse
from linli.kernel.audit import log
from linli.kernel.audit.deeds import REFUSED, Refused, Unlawful
from linli.kernel.audit.keeping import doing, store
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.privacy import bearer, exposure
from linli.kernel.workflow.actions import settle as settle_todos

BY = gettext_lazy("居民（网上）")
# More than this in one community on one day is no resident's doing; the board itself still takes questions.
MOST_A_DAY = 50


def ask_online(place: Division, posting_id: int, *, asker: str, contact: str, text: str, at: datetime) -> str:
    """Take in a question about a posting that everybody can see; its clock begins. Gives the number of the receipt.

    The number is kept nowhere. Raises Refused, and Unlawful for a text with a person's number in it, which is kept as an attempt.
    """
    with scope.visiting(place.range, "a resident asks about what the community has posted"):
        posting = queries.shown(place).filter(pk=posting_id).select_related("item", "division").first()
        if posting is None:
            raise Refused(_("这条公开内容不在公开栏上，不能提问。"))
        _refuse_numbers(posting, text, at)
        day, number = timezone.localdate(at), bearer.draw()
        asked_today = Question.objects.within(place).filter(asked_on=day, receipt_mark__isnull=False)
        if asked_today.count() >= MOST_A_DAY:
            raise Refused(_("今天网上提出的问题已经很多，请明天再提，或者到村（居）民委员会当面提出。"))
        question = Question(
            division=posting.division,
            item=posting.item,
            posting=posting,
            asker=asker.strip(),
            contact=contact.strip(),
            text=text.strip(),
            asked_on=day,
            receipt_mark=queries.receipt_mark(number),
            created_at=at,
            updated_at=at,
        )
        try:
            with doing("ask", by=None, by_name=str(BY), at=at):
                question.full_clean()
                store(question, at=at)
                settle_todos(QUESTION, question, at=at)
        except ValidationError as error:
            raise Refused("".join(dict.fromkeys(error.messages))) from error
    return number


def _refuse_numbers(posting: Posting, text: str, at: datetime) -> None:
    try:
        refuse(exposure.publishing_faults("", text))
    except Unlawful as refusal:
        log.happened(
            "ask" + REFUSED,
            at=at,
            division_id=posting.division_id,
            by_name=str(BY),
            record=posting.item,
            reason=str(refusal)[:400],
        )
        raise
