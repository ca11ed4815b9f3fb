"""Services that are involved with children, with consent and without; named officers; restricted records; emergencies."""

import datetime as dt
from typing import Final

import numpy as np

from attainable.domains.people.demo.establishments import Establishments
from attainable.domains.people.demo.register import Now
from attainable.domains.people.demo.staff import Staff
from attainable.domains.people.models import Assignment, Consent, EmergencyAccess, Involvement, Restriction, RestrictionException
from attainable.records.making.cohort import Cohort
from attainable.records.making.draws import Draws
from attainable.records.making.sink import Sink
from attainable.values import clock

# In thousandths.
_THERAPY, _SPEECH, _HOSPITAL, _PSYCHOLOGIST, _ALL_THREE, _RESTRICTED = 420, 300, 130, 260, 6, 1
# Enough that a county of a few hundred children has some in every year: each fictional person who signs in sees somebody.
_PARTNER_PSYCHOLOGIST = 80
_SERVICES: Final = {
    "therapies": "Speech and language therapy",
    "community": "Community paediatrics",
    "hospital": "Specialist clinic",
    "county": "Educational psychology",
    "psychologists": "Educational psychology",
}
_WHY_RESTRICTED: Final = "Fictional: safety of the child. Ask the designated safeguarding lead."


class Bodies:
    """Writes relations of one cohort after the other."""

    def __init__(self, sink: Sink, places: Establishments, staff: Staff, seed: int, on: dt.date) -> None:
        self._sink, self._places, self._staff, self._seed, self._on = sink, places, staff, seed, on

    def write(self, cohort: Cohort, keys: range, school: np.ndarray, homes: np.ndarray, now: Now) -> None:
        """Relations of children with these primary keys; `school` and `homes` as primary keys, 0 where there is none."""
        draws = Draws(self._seed, "bodies", cohort.key)
        self._involvements(cohort, keys, now, draws)
        self._officers(keys, homes, now, draws)
        self._restrictions(keys, school, draws)

    def _involvements(self, cohort: Cohort, keys: range, now: Now, draws: Draws) -> None:
        size = len(cohort)
        plan = np.isin(now.provision, ("E", "S"))
        every = plan & draws.chance(size, _ALL_THREE)
        near = np.where(cohort.district % 2 == 0, 0, 1)
        therapy = (plan & draws.chance(size, _THERAPY)) | (now.registered & (now.need == "SLCN") & draws.chance(size, _SPEECH))
        sensory = now.registered & np.isin(now.need, ("HI", "VI", "PD", "MSI", "PMLD"))
        who = {
            "therapies": every | (therapy & (near == 0)),
            "community": every | (therapy & (near == 1)),
            "hospital": every | (sensory & draws.chance(size, 600)) | (plan & draws.chance(size, _HOSPITAL)),
            "county": plan & draws.chance(size, _PSYCHOLOGIST),
            "psychologists": now.registered & ~plan & draws.chance(size, _PARTNER_PSYCHOLOGIST),
        }
        for body, chosen in who.items():
            self._involve(body, np.flatnonzero(chosen), keys, draws)

    def _involve(self, body: str, who: np.ndarray, keys: range, draws: Draws) -> None:
        """Most are based on consent; a few of these never had it and a few lost it, and some involvements are over."""
        size, organisation = len(who), self._places.bodies[body]
        kind = draws.below(size, 1000)
        basis = np.where(kind < 880, "consent", np.where(kind < 980, "duty", "protection"))
        if body == "county":
            basis = np.where(kind < 600, "duty", "consent")
        began = self._before(100 + draws.below(size, 600))
        over = draws.chance(size, 90)
        ended = self._before(3 + draws.below(size, 90))
        children = [keys[at] for at in who.tolist()]
        self._sink.add(
            Involvement,
            size,
            child_id=children,
            organisation_id=organisation,
            service=_SERVICES[body],
            basis=basis.tolist(),
            from_date=began,
            until_date=_where(over, ended),
        )
        given = (basis == "consent") & ~draws.chance(size, 40)
        withdrawn = given & draws.chance(size, 60)
        last = self._before(1 + draws.below(size, 60))
        some = np.flatnonzero(given)
        self._sink.add(
            Consent,
            len(some),
            child_id=[children[at] for at in some.tolist()],
            organisation_id=organisation,
            given_by="A parent",
            relationship="mother",
            from_date=began[some],
            how="in-writing",
            until_date=_where(withdrawn, last, some),
            withdrawn_why=["The family asked for it." if withdrawn[at] else "" for at in some.tolist()],
        )

    def _before(self, days: np.ndarray) -> np.ndarray:
        found: np.ndarray = np.datetime64(self._on, "D") - days.astype("timedelta64[D]")
        return found

    def _officers(self, keys: range, homes: np.ndarray, now: Now, draws: Draws) -> None:
        """A case officer of the authority of residence for each plan; a plan writer for new ones."""
        plan = np.isin(now.provision, ("E", "S"))
        for name in ("county", "neighbour"):
            authority = self._places.bodies[name]
            who = np.flatnonzero(plan & (homes == authority)).tolist()
            officers = self._staff.of_role["case-officer", name]
            self._assign(who, keys, officers, authority, "case-officer")
            if name == "county":
                writing = [at for at, drawn in zip(who, draws.chance(len(who), 60).tolist(), strict=True) if drawn]
                writers = self._staff.of_role["plan-writer", name]
                self._assign(writing, keys, writers, authority, "plan-writer")

    def _assign(self, who: list[int], keys: range, accounts: list[int], authority: int, part: str) -> None:
        self._sink.add(
            Assignment,
            len(who),
            child_id=[keys[at] for at in who],
            organisation_id=authority,
            part=part,
            account_id=[accounts[keys[at] % len(accounts)] for at in who],
            from_date=self._on - dt.timedelta(60),
        )

    def _restrictions(self, keys: range, school: np.ndarray, draws: Draws) -> None:
        """One record in a thousand, seen only by the SENCO and the headteacher of the child's school."""
        who = np.flatnonzero((school > 0) & draws.chance(len(keys), _RESTRICTED)).tolist()
        rows = self._sink.add(
            Restriction, len(who), child_id=[keys[at] for at in who], why=_WHY_RESTRICTED, from_date=self._on - dt.timedelta(50)
        )
        named = [(row, key) for row, at in zip(rows, who, strict=True) for key in self._staff.of_school[int(school[at])][:2]]
        self._sink.add(
            RestrictionException,
            len(named),
            restriction_id=[row for row, _ in named],
            account_id=[key for _, key in named],
            from_date=self._on - dt.timedelta(50),
        )


def emergencies(sink: Sink, places: Establishments, staff: Staff, children: list[int]) -> None:
    """Openings of the last weeks by officers of the county: reviewed by an administrator, but for the last."""
    now, size = clock.now(), len(children)
    officers = staff.of_role["case-officer", "county"]
    reviewer = staff.of_role["administrator", "county"][0]
    opened = [now - dt.timedelta(days=3 + 6 * number, hours=number) for number in range(size)]
    sink.add(
        EmergencyAccess,
        size,
        child_id=children,
        account_id=[officers[n % len(officers)] for n in range(size)],
        organisation_id=places.bodies["county"],
        opened=sink.times(opened),
        expires=sink.times([when + dt.timedelta(hours=1) for when in opened]),
        why="A hospital rang: the child was brought in without papers.",
        reviewed_at=sink.times([when + dt.timedelta(days=2) if n else None for n, when in enumerate(opened)]),
        reviewed_by_id=[reviewer if n else None for n in range(size)],
        review=["It was right to open the record: the call is logged." if n else "" for n in range(size)],
    )


def _where(mask: np.ndarray, days: np.ndarray, some: np.ndarray | None = None) -> list[str | None]:
    """Days as text where the mask holds, else nothing."""
    if some is not None:
        mask, days = mask[some], days[some]
    return [day if is_so else None for is_so, day in zip(mask.tolist(), days.astype(str).tolist(), strict=True)]
