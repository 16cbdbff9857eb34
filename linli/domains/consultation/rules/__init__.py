"""Consultations: pure, dated, cited. Meetings that took place in `sessions`, the way of a topic in `topics`."""

from linli.domains.consultation.rules.sessions import is_duty, problem_faults, session_faults, solved_rate

__all__ = ["is_duty", "problem_faults", "session_faults", "solved_rate"]
