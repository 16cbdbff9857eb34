"""The public pages: those that are read, and those on which residents take part."""

from linli.portal.public.views.pages import community, find, posting, power
from linli.portal.public.views.voices import answers, ask, topic

__all__ = ["answers", "ask", "community", "find", "posting", "power", "topic"]
