"""What was published beside what was made: the fictional nation held against the figures it is calibrated to."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet
import yaml

_SEN: Final = ("A", "P", "S", "K", "E")
_TARGETS: Final = ("BCRB", "MWBC", "BAFR", "MWBA", "BOTH", "APKN", "WOTH", "WROM", "WIRT")
_COLUMNS: Final = ["pupil", "school", "year_group", "sen", "fsm", "ethnicity", "stage", "expected", "expected_english",
                   "progress_maths", "excluded"]  # fmt: skip


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published figure that the nation is made to show."""

    id: str
    text: str
    value: float
    tolerance: float
    source: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A target beside what was found; None where the nation has no such year."""

    id: str
    text: str
    wanted: float
    found: float | None
    tolerance: float

    @property
    def verdict(self) -> str:
        if self.found is None:
            return "no figure"
        return "within" if abs(self.found - self.wanted) <= self.tolerance else "OUTSIDE"


@cache
def targets() -> tuple[Target, ...]:
    text = (files("attainable.demo.lives") / "calibration.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), tuple[Target, ...])


def compare(folder: Path) -> list[Comparison]:
    """Each target with what the tables say: worked out from the rows themselves, apart from the measures."""
    found = _Found(folder).figures()
    return [Comparison(t.id, t.text, t.value, found.get(t.id), t.tolerance) for t in targets()]


class _Found:
    """The nation's figures, straight from its rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.years = sorted(int(path.stem) for path in (folder / "pupil_year").glob("*.parquet"))

    def figures(self) -> dict[str, float]:
        if 2008 not in self.years:
            return {}
        now = self._year(2008)
        found = {
            **self._identified(now),
            **self._key_stage_4(now),
            **self._key_stage_2(now),
            **self._excluded(now),
        }
        if 2005 in self.years:
            found["ks2-gap-before"] = self._gap(self._stage(self._year(2005), "KS2"))
        return found | self._histories()

    def _year(self, year: int) -> pa.Table:
        table = parquet.read_table(self.folder / "pupil_year" / f"{year}.parquet", columns=_COLUMNS)
        has_sen = compute.is_in(table.column("sen").cast(pa.string()), value_set=pa.array(_SEN))
        return table.append_column("has_sen", has_sen)

    def _identified(self, now: pa.Table) -> dict[str, float]:
        schools = parquet.read_table(self.folder / "school.parquet").filter(compute.field("mainstream") == 1)
        mine = now.filter(
            compute.is_in(now.column("school"), value_set=schools.column("school").combine_chunks())
        )
        by = mine.group_by("school").aggregate([("has_sen", "mean"), ("has_sen", "count")])
        by = by.filter(compute.field("has_sen_count") >= 30)
        first = now.filter(compute.field("sen").cast(pa.string()) == "A").num_rows
        return {
            "identified": _percent(now, "has_sen"), "first-level": 100 * first / now.filter(compute.field("has_sen")).num_rows,
            "least-identifying": 100 * compute.min(by.column("has_sen_mean")).as_py(),
        }  # fmt: skip

    def _key_stage_4(self, now: pa.Table) -> dict[str, float]:
        end = self._stage(now, "KS4")
        target = compute.is_in(end.column("ethnicity").cast(pa.string()), value_set=pa.array(_TARGETS))
        meals = compute.equal(end.column("fsm"), 1)
        return {
            "ks4-all": _percent(end, "expected"), "ks4-sen": _percent(end.filter(compute.field("has_sen")), "expected"),
            "ks4-gap": self._gap(end), "meals-identified": _percent(end.filter(meals), "has_sen"),
            "no-meals-identified": _percent(end.filter(compute.invert(meals)), "has_sen"),
            "ethnic-identified": _percent(end.filter(target), "has_sen"),
            "meals-and-sen": _percent(end.filter(compute.and_(meals, end.column("has_sen"))), "expected"),
        }  # fmt: skip

    def _key_stage_2(self, now: pa.Table) -> dict[str, float]:
        end = self._stage(now, "KS2")
        return {"ks2-gap": self._gap(end), "progress-gap": self._gap(end, "progress_maths")}

    def _excluded(self, now: pa.Table) -> dict[str, float]:
        sen, none = now.filter(compute.field("has_sen")), now.filter(compute.invert(compute.field("has_sen")))
        out, others = (
            compute.sum(sen.column("excluded")).as_py(),
            compute.sum(none.column("excluded")).as_py(),
        )
        if not others:
            return {}
        return {
            "excluded-ratio": (out / sen.num_rows) / (others / none.num_rows),
            "excluded-share": 100 * out / (out + others),
        }

    def _histories(self) -> dict[str, float]:
        """Pupils at 16 and at 11 followed backwards by pseudonym."""
        last = self.years[-1]
        before: dict[int, dict[int, str]] = {}
        for year in self.years:
            table = parquet.read_table(
                self.folder / "pupil_year" / f"{year}.parquet", columns=["pupil", "sen", "year_group"]
            )
            wanted = table.filter(
                (compute.field("year_group") == 11 - (last - year))
                | (compute.field("year_group") == 6 - (last - year))
            )
            before[year] = dict(
                zip(wanted.column("pupil").to_pylist(), wanted.column("sen").to_pylist(), strict=True)
            )
        ends = self._year(last)
        action = [p for p, sen, group in zip(*(ends.column(c).to_pylist() for c in ("pupil", "sen", "year_group")), strict=True)
                  if group == 11 and sen == "A"]  # fmt: skip
        found = {}
        for name, ago in (("not-a-year-before", 1), ("not-six-years-before", 6)):
            if last - ago in before and action:
                found[name] = 100 * sum(before[last - ago].get(p) == "N" for p in action) / len(action)
        if last - 6 in before:
            old = [p for p in before[last] if p in before[last - 6]]
            found["ever-identified"] = (
                100 * sum(any(before[y].get(p, "N") != "N" for y in before) for p in old) / max(len(old), 1)
            )
        return found | self._never(ends, before)

    def _never(self, ends: pa.Table, before: dict[int, dict[int, str]]) -> dict[str, float]:
        end = self._stage(ends, "KS2")
        groups: dict[str, list[int]] = {"never": [], "previously": [], "currently": []}
        years = self.years[-5:-1]
        for pupil, sen, met in zip(
            *(end.column(c).to_pylist() for c in ("pupil", "sen", "expected_english")), strict=True
        ):
            was = any(before[y].get(pupil, "N") != "N" for y in years)
            groups["currently" if sen != "N" else "previously" if was else "never"].append(met)
        rate = {name: 100 * sum(mets) / max(len(mets), 1) for name, mets in groups.items()}
        return {
            "never-currently": rate["never"] - rate["currently"],
            "never-previously": rate["never"] - rate["previously"],
        }

    def _stage(self, table: pa.Table, stage: str) -> pa.Table:
        return table.filter(compute.field("stage").cast(pa.string()) == stage)

    def _gap(self, end: pa.Table, of: str = "expected") -> float:
        return _percent(end.filter(compute.invert(compute.field("has_sen"))), of) - _percent(
            end.filter(compute.field("has_sen")), of
        )


def _percent(table: pa.Table, column: str) -> float:
    values: Any = table.column(column).cast(pa.float64())
    mean = compute.mean(values).as_py()
    return 100 * float(mean) if mean is not None else 0.0
