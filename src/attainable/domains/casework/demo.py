"""EHC cases of the fictional county: requests at every stage, some in time and some late, and how recent plans came about."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from attainable.accounts.models import Membership, Organisation
from attainable.domains.casework.models import Case, CaseExcuse, CaseStep
from attainable.domains.casework.rules.process import Taken as Done
from attainable.domains.casework.rules.process import stage_of
from attainable.domains.casework.rules.rows import legal_due
from attainable.domains.people.models import Assignment, ProvisionChange, Standing
from attainable.records.making.cohort import COUNTY
from attainable.records.making.draws import Draws
from attainable.records.making.maker import Maker, Told

_BY: Final = "Fictional officer"
# In thousandths of the children with SEN support: those for whom a request is open.
_OPEN: Final = 40
_YEAR: Final = dt.timedelta(days=365)
# Days after the request on which each step is usual, and by how many days it can come later. The sums go past the limits of 42,
# 112 and 140 days for some, as they do in England.
_USUAL: Final[tuple[tuple[str, int, int, dict[str, str]], ...]] = (
    ("told", 3, 6, {}),
    ("panel", 25, 20, {"words": "The panel weighed the cycles of support, and advised to assess."}),
    ("assess", 30, 20, {"words": "Needs go on after two cycles of support, and may need provision of a plan."}),
    ("ask-advice", 32, 20, {"adviser": "education"}),
    ("ask-advice", 32, 20, {"adviser": "psychologist"}),
    ("ask-advice", 32, 20, {"adviser": "health"}),
    ("issue", 95, 45, {"words": "The advice shows needs that the school’s own means do not meet."}),
    ("draft", 110, 45, {"sent_to": "Parents, by post"}),
    ("consult", 112, 45, {"about": "The school where the child is on roll"}),
)
_REPLY: Final = {"education": (14, 30), "psychologist": (30, 45), "health": (25, 40), "": (8, 14)}


@dataclass
class _Rows:
    """Rows as they are made, written together at the end."""

    cases: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)


class CaseworkMaker(Maker):
    """Writes the county's cases, once children, their homes and their provision are there."""

    def settle(self, told: Told) -> None:
        county = Organisation.objects.filter(code=COUNTY).first()
        if county is None:
            return
        posts = Membership.objects.filter(organisation=county, role="case-officer").order_by("pk")
        officers = list(posts.values_list("account", flat=True))
        rows = _Rows()
        self._open(rows, county.pk, officers)
        self._ended(rows, county.pk, officers)
        self._write(rows)
        self._panel(rows, county.pk)

    @classmethod
    def holds(cls) -> bool:
        return Case.objects.exists()

    def _panel(self, rows: _Rows, county: int) -> None:
        """Members of the panel are assigned to the children whose requests are to be decided."""
        posts = Membership.objects.filter(organisation=county, role="panel-member").order_by("pk")
        members = list(posts.values_list("account", flat=True))
        waiting = [case["child_id"] for case in rows.cases if case["stage"] in ("requested", "assessing")]
        pairs = [(child, members[place % len(members)]) for place, child in enumerate(waiting)] if members else []
        self.setting.sink.add(
            Assignment,
            len(pairs),
            child_id=[child for child, _ in pairs],
            account_id=[member for _, member in pairs],
            organisation_id=county,
            part="support",
            from_date=self.setting.on - dt.timedelta(days=7),
        )

    def _open(self, rows: _Rows, county: int, officers: list[int]) -> None:
        found = Standing.objects.filter(home_authority=county, provision="K", school__isnull=False).order_by("pk")
        children = list(found.values_list("pk", flat=True))
        draws = Draws(self.setting.seed, "casework", "open")
        chosen = [child for child, some in zip(children, draws.chance(len(children), _OPEN), strict=True) if some]
        chosen = chosen or children[:1]
        ages, late = draws.below(len(chosen), 165).tolist(), draws.below(len(chosen), 1000).tolist()
        for child, age, slow in zip(chosen, ages, late, strict=True):
            self._case(rows, (child, county, officers), self.setting.on - dt.timedelta(days=age), slow)

    def _ended(self, rows: _Rows, county: int, officers: list[int]) -> None:
        """Plans that were issued in the last year: each came out of a case."""
        since = self.setting.on - _YEAR
        changes = ProvisionChange.objects.filter(
            provision="E", withdrawn_at__isnull=True, from_date__gt=since, from_date__lte=self.setting.on
        )
        wanted = changes.filter(child__standing__home_authority=county, child__standing__provision="E").order_by(
            "child", "from_date"
        )
        issued = dict(wanted.values_list("child", "from_date"))
        draws = Draws(self.setting.seed, "casework", "ended")
        late = draws.below(len(issued), 1000).tolist()
        for (child, day), slow in zip(issued.items(), late, strict=True):
            # A little under half within 140 days, the longest about a year.
            taken = 118 + slow * 50 // 1000 if slow < 460 else 140 + (slow - 460) * (slow - 460) // 1400
            self._case(rows, (child, county, officers), day - dt.timedelta(days=taken), slow // 3, final=day)

    def _case(
        self, rows: _Rows, who: tuple[int, int, list[int]], received: dt.date, slow: int, *, final: dt.date | None = None
    ) -> None:
        """One case with the steps that had been taken by today. `slow` is 0 to 999: how far each step is behind the usual day."""
        child, county, officers = who
        place, last = len(rows.cases), final or self.setting.on + dt.timedelta(days=1)
        steps: list[dict[str, Any]] = []
        for kind, usual, later, more in _USUAL:
            day = received + dt.timedelta(days=usual + later * slow // 1000)
            if day < last:
                steps.append(self._step(place, kind, day, slow, last, more))
        if final:
            end = {"setting": "school", "about": "The school where the child is on roll", "sent_to": "Parents, by post"}
            steps.append(self._step(place, "final", final, slow, last, end))
        stage = stage_of([Done(step["kind"], step["day"]) for step in steps])
        due = legal_due(received, stage)
        officer = officers[child % len(officers)] if officers and (final or slow % 12) else None
        rows.cases.append(
            {
                "child_id": child,
                "council_id": county,
                "received": received,
                "source": "1" if slow % 3 == 0 else "2",
                "officer_id": officer,
                "stage": stage,
                "due": due,
                "ended_on": final,
            }
        )
        rows.steps += steps

    def _step(self, place: int, kind: str, day: dt.date, slow: int, last: dt.date, more: dict[str, str]) -> dict[str, Any]:
        found = {"case": place, "kind": kind, "day": day, "adviser": "", "about": "", "words": "", "setting": "", "sent_to": ""}
        found |= {"reply_on": None, "reply": "", **more}
        if kind in ("ask-advice", "consult"):
            usual, later = _REPLY[more.get("adviser", "")]
            came = day + dt.timedelta(days=usual + later * slow // 1000)
            if came < last:
                found |= {
                    "reply_on": came,
                    "reply": "Report received." if kind == "ask-advice" else "The school can meet the needs.",
                }
        return found

    def _write(self, rows: _Rows) -> None:
        sink = self.setting.sink
        keys = sink.add(Case, len(rows.cases), **_columns(rows.cases))
        columns = _columns(rows.steps)
        cases = [keys.start + place for place in columns.pop("case", [])]
        sink.add(CaseStep, len(rows.steps), case_id=cases, recorded_by_name=_BY, **columns)
        # One in thirty is excused, with its evidence.
        excused = [keys.start + place for place, case in enumerate(rows.cases) if case["due"] and place % 30 == 0]
        sink.add(
            CaseExcuse,
            len(excused),
            case_id=excused,
            kind="c",
            evidence="Letter of the family about an illness.",
            recorded_by_name=_BY,
        )


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
