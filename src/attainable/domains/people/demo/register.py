"""The SEN register out of the tables' Januaries: each change a dated row of the autumn before, with who and why."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from attainable.domains.people.demo.staff import Staff
from attainable.domains.people.models import Need, NeedSet, ProvisionChange
from attainable.records.making.cohort import Cohort
from attainable.records.making.draws import Draws
from attainable.records.making.sink import Sink

_KINDS: Final = {"E": "ehc-plan", "S": "statement", "K": "school-support-plan", "A": "iep", "P": "iep-plus"}
_PANEL: Final = "Fictionshire SEND panel"
_SUPPORTED: Final = (
    "Makes less than expected progress in reading and writing, although teaching in class was adapted.",
    "Speech is hard to follow and instructions are often missed; parents have noticed it too.",
    "Falls behind in mathematics after two terms of help in a small group.",
    "Finds it hard to settle and to stay with a task; the class teacher and the family agreed on support.",
    "A screening showed difficulties with spelling and working memory.",
    "Anxious about coming to school; the family asked for help.",
    "The previous school shared what had helped there.",
)
_CEASED_SUPPORT: Final = (
    "Progress is now like that of others of the same age; the family agrees.",
    "Met the targets of the last plan and needs nothing beyond good teaching.",
    "Reviewed with the family: support in class is enough.",
)
_TURNS: Final = {
    ("K", "E"): ("Assessed; needs more than the school can provide from its own means.",),
    ("P", "S"): ("Assessed by the authority; a statement was made.",),
    ("P", "A"): ("Outside help is no longer needed.",),
    ("A", "P"): ("Progress stays slow; outside specialists now advise.",),
    ("S", "E"): ("The statement was transferred to an EHC plan.",),
    ("A", "K"): ("School Action was replaced by SEN support.",),
    ("P", "K"): ("School Action Plus was replaced by SEN support.",),
    ("E", "K"): ("The plan ceased at the annual review; the school continues with SEN support.",),
    ("E", "N"): ("The plan ceased: its outcomes have been achieved.",),
    ("S", "N"): ("The statement ceased: special provision is no longer needed.",),
    ("S", "P"): ("The statement ceased; help continues at School Action Plus.",),
    ("S", "K"): ("The statement ceased; the school continues with SEN support.",),
    ("N", "E"): ("Assessed by the authority after advice from health and the setting; a plan was made.",),
    ("N", "S"): ("Assessed by the authority; a statement was made.",),
}
_FIRST_PLANS: Final = 2014
_AGREED: Final = ("Assessed by the authority; a plan was made.",)
_EVIDENCE: Final = {
    "SLCN": "Report of a speech and language therapist",
    "ASD": "Diagnostic report of the community paediatrician",
    "SPLD": "Assessment of literacy by a specialist teacher",
    "HI": "Audiogram, teacher of the deaf",
    "VI": "Report of the vision impairment team",
    "PD": "Report of an occupational therapist",
    "SEMH": "Strengths and difficulties questionnaire of school and family",
    "BESD": "Observations over two terms",
    "MLD": "Standardised tests of attainment and reasoning",
    "SLD": "Report of an educational psychologist",
    "PMLD": "Report of the child development centre",
    "MSI": "Report of a multi-sensory specialist",
}


@dataclass(frozen=True)
class Now:
    """The state of each child of a cohort at the end: provision and first need. `days`: by year group, when what changed did."""

    provision: np.ndarray
    need: np.ndarray
    days: list[np.ndarray]

    @property
    def registered(self) -> np.ndarray:
        found: np.ndarray = self.provision != "N"
        return found


class Register:
    """Gathers the changes of a cohort, year by year, then writes them."""

    def __init__(self, sink: Sink, staff: Staff, seed: int, on: dt.date) -> None:
        self._sink, self._staff, self._seed, self._on = sink, staff, seed, on

    def write(self, cohort: Cohort, keys: range, schools: list[np.ndarray]) -> Now:
        """Changes and needs of children with these primary keys; `schools`: primary key of the school by year group."""
        size = len(cohort)
        draws = Draws(self._seed, "register", cohort.key)
        provision = np.full(size, "N", "<U4")
        first, second = np.full(size, "", "<U4"), np.full(size, "", "<U4")
        days: list[np.ndarray] = []
        changes: list[tuple[Any, ...]] = []
        needs: list[tuple[Any, ...]] = []
        for group, (sen, need, need2) in enumerate(zip(cohort.sen, cohort.need, cohort.need2, strict=True)):
            day = self._days(cohort, group, sen, draws)
            days.append(day)
            picks = draws.shares(size).tolist()
            self._changed(changes, np.flatnonzero(sen != provision), provision, sen, day, picks, schools, group)
            has = (need != "") & ((need != first) | (need2 != second))
            self._needs_changed(needs, np.flatnonzero(has), need, need2, day, sen, schools, group)
            provision = np.where(sen != provision, sen, provision)
            first, second = np.where(has, need, first), np.where(has, need2, second)
        if cohort.group > 11:
            provision = self._ceased(changes, cohort, provision, schools)
        self._write(keys, changes, needs)
        return Now(provision, np.where(provision == "N", "", first), days)

    def _days(self, cohort: Cohort, group: int, sen: np.ndarray, draws: Draws) -> np.ndarray:
        """A day of the autumn term, never after today; a plan that a child brings to school is older."""
        size = len(cohort)
        autumn = dt.date(cohort.year + group, 9, 1)
        ago = draws.shares(size).astype(np.int64)
        if cohort.group < 0:
            # Before school: within the last fifteen months.
            return np.datetime64(self._on, "D") - (20 + (ago * 430 >> 16)).astype("timedelta64[D]")
        most = min(75, (self._on - autumn).days)
        found = np.datetime64(autumn, "D") + (ago * (most + 1) >> 16).astype("timedelta64[D]")
        if group == 0:
            early = np.datetime64(autumn, "D") - (30 + (ago * 170 >> 16)).astype("timedelta64[D]")
            # There were no EHC plans before 1 September 2014.
            brought = ("S",) if cohort.year == _FIRST_PLANS else ("E", "S")
            found = np.where(np.isin(sen, brought), early, found)
        days: np.ndarray = found
        return days

    def _changed(
        self,
        rows: list[tuple[Any, ...]],
        who: np.ndarray,
        before: np.ndarray,
        after: np.ndarray,
        day: np.ndarray,
        picks: list[int],
        schools: list[np.ndarray],
        group: int,
    ) -> None:
        days, whose = day.astype(str).tolist(), schools[group].tolist()
        for at in who.tolist():
            old, new = str(before[at]), str(after[at])
            rows.append((at, new, days[at], _why(old, new, picks[at]), *self._by(new, old, whose[at])))

    def _by(self, provision: str, before: str, school: int) -> tuple[int | None, str]:
        """Who decided: the panel on plans, else the SENCO of the school."""
        if provision in "ES" or before in "ES" or not school:
            return None, _PANEL
        senco = self._staff.senco(school)
        return senco, self._staff.names[senco]

    def _needs_changed(
        self,
        rows: list[tuple[Any, ...]],
        who: np.ndarray,
        need: np.ndarray,
        need2: np.ndarray,
        day: np.ndarray,
        sen: np.ndarray,
        schools: list[np.ndarray],
        group: int,
    ) -> None:
        days, whose = day.astype(str).tolist(), schools[group].tolist()
        for at in who.tolist():
            codes = [str(need[at]), *([str(need2[at])] if need2[at] else [])]
            rows.append((at, codes, days[at], *self._by(str(sen[at]), "N", whose[at])))

    def _ceased(
        self, rows: list[tuple[Any, ...]], cohort: Cohort, provision: np.ndarray, schools: list[np.ndarray]
    ) -> np.ndarray:
        """Statements that outlived year 11 became plans; plans that ended did so last summer."""
        transferred = np.flatnonzero(provision == "S")
        for at in transferred.tolist():
            rows.append((at, "E", f"{cohort.year + 12}-02-10", _TURNS["S", "E"][0], None, _PANEL))
        ended = np.flatnonzero(~cohort.plan_now)
        summer = f"{cohort.year + cohort.group}-06-20"
        for at in ended.tolist():
            rows.append((at, "N", summer, "The plan ceased: the young person has left education.", None, _PANEL))
        found: np.ndarray = np.where(cohort.plan_now, "E", "N")
        return found

    def _write(self, keys: range, changes: list[tuple[Any, ...]], needs: list[tuple[Any, ...]]) -> None:
        times = [self._recorded(row[2]) for row in changes]
        self._sink.add(
            ProvisionChange,
            len(changes),
            child_id=[keys[row[0]] for row in changes],
            provision=[row[1] for row in changes],
            from_date=[row[2] for row in changes],
            why=[row[3] for row in changes],
            recorded_at=times,
            plan_kind=[_KINDS.get(row[1], "") for row in changes],
            decided_by_id=[row[4] for row in changes],
            decided_by_name=[row[5] for row in changes],
        )
        sets = self._sink.add(
            NeedSet,
            len(needs),
            child_id=[keys[row[0]] for row in needs],
            from_date=[row[2] for row in needs],
            why="Identified by the assessment named with each need.",
            recorded_at=[self._recorded(row[2]) for row in needs],
            decided_by_id=[row[3] for row in needs],
            decided_by_name=[row[4] for row in needs],
        )
        ranked = [
            (key, rank, code, _EVIDENCE.get(code, "Observations of the school"))
            for key, row in zip(sets, needs, strict=True)
            for rank, code in enumerate(row[1], 1)
        ]
        self._sink.add(
            Need,
            len(ranked),
            set_id=[row[0] for row in ranked],
            rank=[row[1] for row in ranked],
            code=[row[2] for row in ranked],
            evidence=[row[3] for row in ranked],
        )

    def _recorded(self, day: str) -> str:
        return f"{day} 15:30:00" + ("" if self._sink.naive else "+00:00")


def _why(before: str, after: str, pick: int) -> str:
    if after == "N" and before in "KAP":
        words: tuple[str, ...] = _CEASED_SUPPORT
    elif before == "N" and after in "KAP":
        words = _SUPPORTED
    else:
        words = _TURNS.get((before, after), _AGREED)
    return words[pick % len(words)]
