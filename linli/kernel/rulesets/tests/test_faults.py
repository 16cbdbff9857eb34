from datetime import date

from linli.kernel.rulesets.faults import Dated, Fault, Severity, order_faults

FIRST = Dated("started_on", "启动日期", date(2021, 2, 8))


def test_days_in_order_have_no_fault():
    assert order_faults(FIRST, Dated("completed_on", "完成日期", date(2021, 2, 9))) == []


def test_same_day_is_in_order():
    assert order_faults(FIRST, Dated("completed_on", "完成日期", date(2021, 2, 8))) == []


def test_day_before_is_a_fault_of_the_later_field():
    (fault,) = order_faults(FIRST, Dated("completed_on", "完成日期", date(2021, 2, 7)))

    assert (fault.field, fault.is_error) == ("completed_on", True)
    assert (
        str(fault) == "完成日期（2021-02-07）早于启动日期（2021-02-08）。请核对这两个日期，完成日期不得早于启动日期。"
    )


def test_blank_between_is_passed_over():
    faults = order_faults(
        FIRST, Dated("held_on", "协商日期", None), Dated("completed_on", "完成日期", date(2021, 2, 7))
    )

    assert [fault.field for fault in faults] == ["completed_on"]


def test_warning_is_no_error():
    assert not Fault("", "", severity=Severity.WARNING).is_error
