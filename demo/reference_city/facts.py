"""The figures that the reference city must come out with, and the dates that they hang on.

Amounts are whole yuan. Source: the table of the project's first issue; `data/expected.csv` says the same to the tests.
"""

from datetime import date

CITY = 410900000000
TODAY = date(2021, 7, 9)
YEAR_START = date(2020, 7, 10)  # first day of the twelve months up to TODAY

NOT_DUE_COUNT = 104
ELECTIONS_STARTED_ON = date(2020, 11, 23)
ELECTIONS_DUE_ON = date(2021, 2, 8)

CITY_ALLOCATED_2020 = 10_260_000
COUNTIES_ALLOCATED_2020 = 9_890_000
REWARD = 30_000
REWARDED_COUNT = 42
BUDGETED_2021 = 16_070_000

CENTRE_COUNT = 2952
STANDARD_CENTRE_COUNT = 2450

URBAN_COUNT = 175
CERTIFIED_COUNT = 93
PLANNED_COUNT = 30

QUALIFIED = {"高级社会工作师": 1, "社会工作师（中级）": 44, "助理社会工作师（初级）": 96}

HELD_COUNT = 10_216
SOLVED_COUNT = 9_108
