from datetime import date, timedelta

import pytest

from linli.domains.residents.models import Resident
from tests.cast import TODAY

NUMBER = "410902188802290018"
BEGAN = TODAY - timedelta(days=400)


@pytest.fixture
def zhang(tree, given):
    """A resident of 京东社区."""
    return given(
        Resident,
        tree["410902001001"],
        name="张𠮷禾",
        id_number=NUMBER,
        phone="13800001234",
        sex="1",
        born_on=date(1888, 2, 29),
        health="良好",
        political_status="群众",
        registered_on=BEGAN,
    )


@pytest.fixture
def keeper(hire):
    """Keeps the files of Hualong."""
    return hire("dangan", "华守文", "cast_clerk", "社区工作者", "410902000000")


@pytest.fixture
def other_keeper(hire):
    """Keeps the files of a village in Qingfeng."""
    return hire("dangan2", "丰守义", "cast_clerk", "村文书", "410922100201")
