from dataclasses import replace

import pytest

from linli.kernel.workflow.tables import BadTable, Transition, all_workflows


def tables():
    return pytest.mark.parametrize("table", all_workflows(), ids=lambda table: table.model._meta.label)


@tables()
def test_diagram_names_every_transition(table):
    drawn = table.diagram()

    assert [each.name for each in table.transitions if f": {each.name}" not in drawn] == []


@tables()
def test_table_with_an_unknown_state_is_refused(table):
    with pytest.raises(BadTable, match="unknown states"):
        replace(table, start="nowhere")


@tables()
def test_table_with_a_transition_named_twice_is_refused(table):
    with pytest.raises(BadTable, match="named twice"):
        replace(table, transitions=(*table.transitions, table.transitions[0]))


@tables()
def test_table_without_a_permission_is_refused(table):
    first = replace(table.transitions[0], permission="")
    with pytest.raises(BadTable, match="no permission"):
        replace(table, transitions=(first, *table.transitions[1:]))


@tables()
def test_table_that_nothing_leaves_is_refused(table):
    with pytest.raises(BadTable, match=r"nothing leaves|unreachable"):
        replace(table, transitions=tuple(each for each in table.transitions if table.start not in each.sources))


def test_transition_is_offered_to_nobody_by_default():
    assert list(Transition("x", ("a",), "b", "办", "p").owners(None)) == []
