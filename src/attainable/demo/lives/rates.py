"""The rates that lives are made by. Those with a published figure behind them are in `calibration.yaml` too, where a test
compares what was made with what was published; the rest are choices, made so that the whole comes out true.

Eras: `levels` to 2014/15 (2001 Code), `scores` from 2015/16 (2015 Code). Provision: 0 none, 1 School Action or (with 2) SEN
support, 2 School Action Plus, 3 statement or EHC plan.
"""

from itertools import pairwise
from typing import Final

STAGES: Final = {0: "EYFS", 2: "KS1", 6: "KS2", 9: "KS3", 11: "KS4"}
# The first year group of the stage that ends in a year group.
STARTS: Final = {2: 1, 6: 3, 9: 7, 11: 10}

# Shares of a cohort, in thousandths.
ETHNICITY: Final = {
    "WBRI": 760,
    "WIRI": 4,
    "WIRT": 1,
    "WROM": 3,
    "WOTH": 35,
    "MWBC": 13,
    "MWBA": 5,
    "MWAS": 10,
    "MOTH": 15,
    "AIND": 26,
    "APKN": 36,
    "ABAN": 15,
    "AOTH": 13,
    "BCRB": 14,
    "BAFR": 25,
    "BOTH": 6,
    "CHNE": 4,
    "OOTH": 10,
    "NOBT": 5,
}
FSM: Final = 150
FSM_TARGET: Final = 260  # in the ethnic groups with statutory targets in 2010
LOOKED_AFTER: Final = 6

# Who is ever likely to be identified, in thousandths of a cohort, and how many of those have needs that last.
POOL: Final = 292
LASTING: Final = 760
LASTING_DEPTH: Final = 26
# Of children whose needs last, the share with a statement (or plan) in time, in thousandths, by year.
STATEMENTS: Final = {2004: 300, 2009: 290, 2014: 295, 2017: 310, 2022: 460, 2023: 515, 2024: 570}
# Of statements made before September 2014, the share turned into plans by each January, in thousandths.
TRANSFERRED: Final = {2014: 20, 2015: 290, 2016: 610, 2017: 890}
# How many of the young people with a plan at 16 keep it for so many years more, out of 100.
KEPT_AFTER_16: Final = (26, 20, 18, 14, 8, 5, 4, 5)
# Of the others in the pool, the share identified at each year group, in thousandths, in 2008/09.
ON: Final = (260, 390, 530, 640, 690, 700, 680, 610, 590, 570, 560, 560, 450, 450)
# Times that share, in thousandths, by year.
ON_YEAR: Final = {2004: 900, 2009: 1000, 2012: 800, 2014: 560, 2017: 400, 2022: 630, 2023: 730, 2024: 780}
# Who leaves the register in a year, in thousandths of those on it.
OFF: Final = 235

# How strongly things move the likelihood of being identified, in thousandths of a standard deviation.
ON_ABILITY, ON_CHANCE = -720, 700
ON_FSM, ON_MALE, ON_SUMMER, ON_TARGET, ON_LOOKED_AFTER = 510, 330, 110, 250, 900
SCHOOL_SPREAD: Final = 420
# How much likelier a secondary school is to identify those whom the primary school would, and less likely the others.
KNOWN, UNKNOWN = 800, 250

# Needs in thousandths: 2 School Action Plus, 3 statement; K the same children under SEN support, E plans.
NEEDS: Final = {
    2: {
        "SPLD": 155,
        "MLD": 240,
        "SLD": 6,
        "PMLD": 1,
        "BESD": 275,
        "SLCN": 160,
        "HI": 24,
        "VI": 13,
        "MSI": 2,
        "PD": 28,
        "ASD": 50,
        "OTH": 46,
    },
    3: {
        "SPLD": 75,
        "MLD": 170,
        "SLD": 130,
        "PMLD": 30,
        "BESD": 138,
        "SLCN": 132,
        "HI": 31,
        "VI": 18,
        "MSI": 2,
        "PD": 66,
        "ASD": 185,
        "OTH": 23,
    },
}
SUPPORT_NEEDS: Final = {
    "SPLD": 150,
    "MLD": 180,
    "SLD": 4,
    "PMLD": 1,
    "SEMH": 205,
    "SLCN": 255,
    "HI": 17,
    "VI": 9,
    "MSI": 3,
    "PD": 22,
    "ASD": 82,
    "OTH": 42,
    "NSA": 30,
}
PLAN_NEEDS: Final = {
    "SPLD": 35,
    "MLD": 85,
    "SLD": 100,
    "PMLD": 32,
    "SEMH": 150,
    "SLCN": 205,
    "HI": 20,
    "VI": 11,
    "MSI": 3,
    "PD": 38,
    "ASD": 300,
    "OTH": 21,
}
# Needs whose children mostly go to special schools, in thousandths of those with a statement or plan.
SPECIAL: Final = {"SLD": 900, "PMLD": 950, "ASD": 380, "BESD": 330, "SEMH": 330, "MLD": 330, "MSI": 500, "PD": 250, "SLCN": 150}

# The headline standard: thousandths who reach it, at the reference year of the era, and how that moves a year.
#   key: none and never, none and previously, School Action, School Action Plus, statement
HEADLINE: Final = {
    ("levels", "EYFS"): ((572, 480, 140, 100, 40), (22, 20, 12, 10, 4)),
    ("levels", "KS1"): ((890, 760, 470, 360, 150), (2, 2, 4, 4, 2)),
    ("levels", "KS2"): ((874, 622, 404, 332, 172), (8, 9, 16, 14, 8)),
    ("levels", "KS3"): ((780, 610, 320, 250, 110), (10, 10, 12, 12, 6)),
    ("levels", "KS4"): ((640, 470, 207, 167, 92), (30, 25, 24, 20, 10)),
    ("scores", "EYFS"): ((755, 560, 245, 245, 38), (3, 3, 2, 2, 0)),
    ("scores", "KS1"): ((690, 480, 225, 225, 75), (2, 2, 2, 2, 0)),
    ("scores", "KS2"): ((715, 540, 240, 240, 85), (4, 4, 4, 4, 1)),
    ("scores", "KS4"): ((748, 570, 335, 335, 112), (1, 1, 1, 1, 0)),
}
REFERENCE: Final = {"levels": 2008, "scores": 2023}
# Of those with free school meals, the share of their group's rate, in thousandths; of the target ethnic groups likewise.
MEALS_RATE: Final = 490
TARGET_RATE: Final = 930
# Reaching the standard by need, times the rate of the provision, in thousandths.
BY_NEED: Final = {
    "SPLD": 950,
    "MLD": 480,
    "SLD": 90,
    "PMLD": 30,
    "BESD": 1500,
    "SEMH": 1500,
    "SLCN": 900,
    "HI": 2000,
    "VI": 2200,
    "MSI": 1500,
    "PD": 1650,
    "ASD": 1500,
    "OTH": 1500,
    "NSA": 1100,
}
# Of those below the headline, the shares who reach English alone and mathematics alone, in thousandths: by kind.
ALONE: Final = ((500, 210), (330, 200), (130, 150), (130, 150), (130, 150))

# Expected progress (levels): thousandths in English and mathematics by provision.
PROGRESS: Final = {
    "KS2": ((850, 870), (780, 770), (755, 715), (720, 680), (550, 520)),
    "KS4": ((690, 620), (540, 460), (450, 350), (380, 300), (240, 190)),
}
# What one-to-one tuition adds to the share that makes expected progress, in thousandths: its true effect.
TUITION: Final = 60
# Progress scores: mean in hundredths of a point by provision (none, support, plan), and spread.
SCORES: Final = {"KS2": ((45, -130, -430), 560), "KS4": ((10, -45, -110), 125)}

# No test at the stage before, so no score: key stage 1 ended with 2022/23, and there were no tests in 2020 and 2021.
LAST_SCORES: Final = {"KS2": 2022, "KS4": 2023}

# Persistent absence in thousandths by era, sex (girls, boys) and provision.
PERSISTENT: Final = {
    "levels": (((26, 26), (62, 58), (128, 105), (92, 74))),
    "scores": (((172, 164), (302, 288), (302, 288), (305, 300))),
}
# Times that rate, in thousandths.
ABSENT_SECONDARY, ABSENT_PRIMARY = 1400, 700
# Permanent exclusion, in millionths a year, and pupils suspended, in thousandths, by provision; secondary weight.
EXCLUDED: Final = {"levels": (315, 1330, 3200, 2300), "scores": (480, 2400, 2400, 1500)}
SUSPENDED: Final = {"levels": (22, 90, 150, 120), "scores": (18, 57, 57, 44)}
SECONDARY_WEIGHT, PRIMARY_WEIGHT = 1750, 350


def by_year(table: dict[int, int], year: int) -> int:
    """A value of a table of years, on the line between the years that it has. Whole numbers only."""
    known = sorted(table)
    if year <= known[0]:
        return table[known[0]]
    for low, high in pairwise(known):
        if low <= year <= high:
            return table[low] + (table[high] - table[low]) * (year - low) // (high - low)
    return table[known[-1]]


def era_of(year: int) -> str:
    """`levels` to 2014/15, `scores` since."""
    return "levels" if year <= 2014 else "scores"
