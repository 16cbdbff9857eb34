"""The letters that a post may see, as its list shows them."""

from django.db.models import Q, QuerySet

from linli.domains.correspondence.models import Letter


def list_letters(words: str = "", state: str = "") -> QuerySet[Letter]:
    """By words in title, number or matter, and by state; newest first. The text itself is not loaded."""
    found = Letter.objects.select_related("organ").defer("body", "frozen", "saved_figures")
    if state:
        found = found.filter(state=state)
    if words:
        condition = Q(title__contains=words) | Q(concerns__contains=words) | Q(contact_name__contains=words)
        if words.isascii() and words.isdigit() and len(words) < 7:
            condition |= Q(number_serial=int(words))
        found = found.filter(condition)
    return found.order_by("-updated_at", "-id")
