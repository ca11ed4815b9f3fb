"""Key stage 4: Attainment 8 and Progress 8, and the headline measures by characteristic."""

import math
from collections.abc import Iterator
from typing import Final

from attainable.demo.model import GIRLS, GROUPS, SEXES, Model
from attainable.demo.places import AUTHORITIES, PLACES, Place, within
from attainable.demo.writing import Counts, PublishedTable, Row, added, decimal, heading, percent, ratio

_YEARS: Final = (2021, 2022, 2023)
_SCORES: Final = heading(
    "time_period,geographic_level,region_name,new_la_code,old_la_code,la_name,characteristic_sen_description,"
    "t_schools,t_pupils,avg_att8,avg_p8score,p8score_ci_low,p8score_ci_upp"
)
_CHARACTERISTICS: Final = heading(
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    "new_la_code,la_name,version,school_characteristic,breakdown,gender,ethnic_major,free_school_meals,"
    "sen_status,sen_description,disadvantage,first_language,t_schools,t_pupils,t_att8,avg_att8_unrounded,"
    "avg_att8,t_entbasics,pt_entbasics,t_l2basics_95,pt_l2basics_95,t_l2basics_94,pt_l2basics_94,"
    "t_ebacc_e_ptq_ee,pt_ebacc_e_ptq_ee,t_ebacc_95,pt_ebacc_95,t_ebacc_94,pt_ebacc_94,t_ebaccaps,avg_ebaccaps,"
    "t_inp8calc,t_p8score,avg_p8score,p8score_ci_low,p8score_ci_upp"
)
# Of pupils: entered for English and maths, grades 5 and 4 in both, entered for and reached the EBacc.
_SHARES: Final = {
    "t_entbasics": {"No SEN": 0.99, "SEN support": 0.955, "EHC plan": 0.48},
    "t_l2basics_94": {"No SEN": 0.72, "SEN support": 0.37, "EHC plan": 0.13},
    "t_ebacc_e_ptq_ee": {"No SEN": 0.44, "SEN support": 0.2, "EHC plan": 0.05},
}
_SECOND: Final = {
    "t_l2basics_95": ("t_l2basics_94", 0.68),
    "t_ebacc_94": ("t_ebacc_e_ptq_ee", 0.6),
    "t_ebacc_95": ("t_ebacc_94", 0.68),
}
_ATT8: Final = {"No SEN": 50.0, "SEN support": 33.5, "EHC plan": 14.2}
_P8: Final = {"No SEN": 0.1, "SEN support": -0.45, "EHC plan": -1.13}
# The spread of pupils' Progress 8 and what turns it into a 95 % interval, in hundredths.
_INTERVAL: Final = 249
# A cell of counts is named `sex group what`; scores are sums in hundredths and thousandths of a point.
_COUNTS: Final = ("t_pupils", "t_inp8calc", "t_att8", "t_p8score", "t_ebaccaps", *_SHARES, *_SECOND)
_GENDERS: Final = {"Total": SEXES, "Girls": ("Female",), "Boys": ("Male",)}
_SEN: Final = ("SEN support", "EHC plan")


def tables(model: Model) -> Iterator[PublishedTable]:
    scores: list[Row] = []
    for year in _YEARS:
        cubes = {place: _cube(model, place, year) for place in AUTHORITIES}
        for place in PLACES:
            scores += _score_rows(place, year, added(cubes[a] for a in within(place)))
    yield PublishedTable("ks4_att8_p8_by_sen_la.csv", _SCORES, scores)
    # The last year's cubes, in the layout that has counts.
    rows = [row for p in PLACES for row in _characteristics(p, added(cubes[a] for a in within(p)))]
    yield PublishedTable("ks4_la_characteristics_202324_revised.csv", _CHARACTERISTICS, rows)


def _cube(model: Model, place: Place, year: int) -> Counts:
    chance = model.chance("key stage 4", place.code, year)
    cube: Counts = {"t_schools": max(model.traits[place].size // 190, 1)}
    for group, count in model.cohort(place, "ks4", year).items():
        girls = chance.some(count, GIRLS[group])
        for sex, pupils in zip(SEXES, (girls, count - girls), strict=True):
            found = _counted(model, place, year, group, sex, pupils)
            cube |= {f"{sex} {group} {name}": value for name, value in found.items()}
    return cube


def _counted(model: Model, place: Place, year: int, group: str, sex: str, pupils: int) -> Counts:
    chance = model.chance("ks4 results", place.code, year, group, sex)
    better = model.share(place, 0.5, year) / 0.5 * (1.05 if sex == "Female" else 0.95)
    found = {"t_pupils": pupils, "t_inp8calc": chance.some(pupils, 0.96)}
    for name, shares in _SHARES.items():
        factor = 1.0 if name == "t_entbasics" else better
        found[name] = chance.some(pupils, shares[group] * factor)
    for name, (of, share) in _SECOND.items():
        found[name] = chance.some(found[of], share)
    sway = math.sqrt(pupils) * chance.noise()
    found["t_att8"] = max(int(100 * (_ATT8[group] * (0.5 + 0.5 * better) * pupils + 15 * sway)), 0)
    found["t_ebaccaps"] = found["t_att8"] * 88 // 1000
    progress = _P8[group] + 1.5 * model.traits[place].attainment + (0.12 if sex == "Female" else -0.12)
    found["t_p8score"] = int(1000 * (progress * found["t_inp8calc"] + 1.2 * sway))
    return found


def _summed(cube: Counts, groups: tuple[str, ...], sexes: tuple[str, ...]) -> Counts:
    return {name: sum(cube[f"{sex} {group} {name}"] for sex in sexes for group in groups) for name in _COUNTS}


def _score_rows(place: Place, year: int, cube: Counts) -> Iterator[Row]:
    for description, groups in (("Any SEN", _SEN), ("No identified SEN", ("No SEN",))):
        counts = _summed(cube, groups, SEXES)
        yield {
            **place.cells,
            **_progress(counts),
            "time_period": f"{year}{(year + 1) % 100:02}",
            "characteristic_sen_description": description,
            "t_schools": cube["t_schools"],
            "t_pupils": counts["t_pupils"],
            "avg_att8": _mean(counts["t_att8"], 2, counts["t_pupils"], 1),
        }


def _mean(scaled: int, decimals: int, of: int, places: int) -> str:
    """The mean of a sum that is kept in so many decimals."""
    return decimal(ratio(scaled, of * 10**decimals, places), places) if of else "z"


def _progress(counts: Counts) -> Row:
    of = counts["t_inp8calc"]
    if not of:
        return dict.fromkeys(("avg_p8score", "p8score_ci_low", "p8score_ci_upp"), "z")
    mean = ratio(counts["t_p8score"], 1000 * of, 2)
    half = int(_INTERVAL / math.sqrt(of) + 0.5)
    return {"avg_p8score": decimal(mean, 2), "p8score_ci_low": decimal(mean - half, 2), "p8score_ci_upp": decimal(mean + half, 2)}


def _characteristics(place: Place, cube: Counts) -> Iterator[Row]:
    for gender, sexes in _GENDERS.items():
        yield _characteristic(place, cube, ("Total", gender, "Total", "Total"), GROUPS, sexes)
        statuses = (("SEN Supp", "SEN support"), ("No SEN", "No SEN"), ("SEN State EHC", "EHC plan"))
        for status, group in statuses:
            yield _characteristic(place, cube, ("SEN status", gender, status, "Total"), (group,), sexes)


def _characteristic(place: Place, cube: Counts, labels: tuple[str, ...], groups: tuple[str, ...], sexes: tuple[str, ...]) -> Row:
    counts = _summed(cube, groups, sexes)
    of = counts["t_pupils"]
    shares = (*_SHARES, *_SECOND)
    return {
        **place.cells,
        **_progress(counts),
        "time_period": "202324",
        "time_identifier": "Academic year",
        "version": "Revised",
        "school_characteristic": "State-funded schools (LA)",
        **dict(zip(("breakdown", "gender", "sen_status", "sen_description"), labels, strict=True)),
        **dict.fromkeys(("ethnic_major", "free_school_meals", "disadvantage", "first_language"), "Total"),
        "t_schools": cube["t_schools"],
        "t_pupils": of,
        "t_inp8calc": counts["t_inp8calc"],
        **{name: counts[name] for name in shares},
        **{f"p{name}": percent(counts[name], of, none="z") for name in shares},
        "t_att8": decimal(counts["t_att8"], 2),
        "avg_att8_unrounded": _mean(counts["t_att8"], 2, of, 13),
        "avg_att8": _mean(counts["t_att8"], 2, of, 1),
        "t_ebaccaps": decimal(counts["t_ebaccaps"], 2),
        "avg_ebaccaps": _mean(counts["t_ebaccaps"], 2, of, 2),
        "t_p8score": decimal(counts["t_p8score"], 3),
    }
