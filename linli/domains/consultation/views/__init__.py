"""The pages of a consultation: its topic, its session at the table, and the codes for those who take part online."""

from linli.domains.consultation.views.codes import codes, slips
from linli.domains.consultation.views.meetings import meeting, take_back, topic_detail

__all__ = ["codes", "meeting", "slips", "take_back", "topic_detail"]
