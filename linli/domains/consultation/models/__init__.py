"""Consultations held in villages and communities, the problems raised there, and the way of a topic that led to one.

A session is a meeting that took place, not a plan of one. A problem raised elsewhere (a complaint, an event of the grid) is
not kept here.
"""

from linli.domains.consultation.models.sessions import Problem, Session
from linli.domains.consultation.models.topics import Opinion, Participant, Topic
from linli.domains.consultation.models.voices import OpenVote, VoiceCode, VoteMark, VoteTally

__all__ = [
    "OpenVote",
    "Opinion",
    "Participant",
    "Problem",
    "Session",
    "Topic",
    "VoiceCode",
    "VoteMark",
    "VoteTally",
]
