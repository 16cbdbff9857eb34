"""Deputies' suggestions and the way each goes until it is answered, accepted and kept.

A suggestion (建议) is not a motion (议案) and not a proposal of the political consultative conference (提案). It belongs to the
division whose congress it was moved in. The text of an answer is a letter (see `correspondence`); only the way is kept here.
"""

from linli.domains.suggestions.models.answers import Commitment, Delivery, Feedback
from linli.domains.suggestions.models.assignments import Assignment, Referral
from linli.domains.suggestions.models.suggestion import Deputy, Question, Suggestion

__all__ = ["Assignment", "Commitment", "Delivery", "Deputy", "Feedback", "Question", "Referral", "Suggestion"]
