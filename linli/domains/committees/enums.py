from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a self-governing organisation is. Not the kind of place: a village committee may stand in a town centre."""

    VILLAGERS = "villagers", _("村民委员会")
    RESIDENTS = "residents", _("居民委员会")
