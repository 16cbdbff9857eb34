from linli.domains.returns.models.answers import Answer, Row
from linli.domains.returns.models.facts import Alias, Fact
from linli.domains.returns.models.learned import FactValue
from linli.domains.returns.models.requests import HEAVY, Request

__all__ = ["HEAVY", "Alias", "Answer", "Fact", "FactValue", "Request", "Row"]
