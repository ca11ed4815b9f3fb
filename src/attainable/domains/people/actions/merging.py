"""Merge two records of one child: one stays with everything, the other's reference leads to it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.decision import refused
from attainable.domains.people.actions.children import DETAILS, differences
from attainable.domains.people.actions.clashing import Clash, Rows, all_barred, all_clashes
from attainable.domains.people.facts import PROVISION, RESTRICTION
from attainable.domains.people.models import Child, GroupMember, Merge, NameWord, Standing
from attainable.domains.people.rules import PLANS
from attainable.domains.people.visibility import permissions_for
from attainable.records.draft import Draft, fault, refuse
from attainable.records.fact import Holds, facts, stored
from attainable.records.write import EditedMeanwhileError, Writing
from attainable.values.problem import Problem

NEEDED: Final = ("child.edit", "register.change")
"""What somebody must be allowed for both records."""
_OWN: Final = (*DETAILS, "former_upn", "died_on", "account", "invitation")
_WORKED_OUT: Final = (Standing, NameWord)
_WHY_ENDED: Final = "Merged with another record of the same child."


@dataclass
class _Merging:
    """Both drafts, and what is noted so that the merging can be undone."""

    kept: Draft
    other: Draft
    changed: list[list[Any]] = field(default_factory=list)
    gone: list[list[Any]] = field(default_factory=list)

    def change(self, row: Any, values: Mapping[str, Any]) -> None:
        """Change columns of a row, as they were noted."""
        self.changed.append([row._meta.label, row.pk, {name: stored(getattr(row, name)) for name in values}])
        for name, value in values.items():
            setattr(row, name, value)
        self.kept.ended.append((row, dict(values)))


def merge(
    *, by: Actor, kept: str, other: str, why: str, versions: tuple[int, int] | None = None, other_has: Collection[str] = ()
) -> Merge:
    """`other_has` names the details for which the other record is right, where the two differ. `versions` are those of the page
    on which somebody decided.

    Raises what `changing` raises, for either record.
    """
    with transaction.atomic():
        one, two = (_locked(by, ref, place, versions) for place, ref in enumerate((kept, other)))
        writing = Writing(by, why.strip())
        work = _Merging(writing.draft(one), writing.draft(two))
        rows = {fact.name: _rows(work, fact) for fact in facts().values()}
        clashed = all_clashes(rows, list(facts().values()))
        work.kept.refuse(_faults(work, rows, clashed, why))
        refuse(work.kept.problems)
        for clash in clashed:
            _settle(work, clash)
        for bar, row in all_barred(rows):
            work.change(row, {"may_see": False, "why_not": bar.why_not})
        _leave_groups(work)
        done = _prepare(work, other_has)
        writing.check_lengths()
        refuse(work.kept.problems)
        writing.finish()
    return done


def _locked(by: Actor, ref: str, place: int, versions: tuple[int, int] | None) -> Child:
    locked = Child.objects.select_for_update().filter(ref=ref).first()
    may = permissions_for(by, locked.pk if locked else 0)
    if locked is None or "child.view" not in may:
        raise Http404
    if not may.issuperset(NEEDED):
        refused("Your role does not let you merge this record.").required()
    if versions is not None and versions[place] != locked.version:
        raise EditedMeanwhileError(locked)
    return locked


def _rows(work: _Merging, fact: Any) -> Rows:
    return work.kept.rows(fact), work.other.rows(fact)


def _faults(work: _Merging, rows: Mapping[str, Rows], clashed: list[Clash], why: str) -> list[Problem]:
    one, two = work.kept.child, work.other.child
    found = [] if why.strip() else [fault("why", "Enter how you know that both records are of the same child.")]
    if one.pk == two.pk:
        return [*found, fault("", "These are the same record.")]
    if all(rows[RESTRICTION.name]):
        found.append(
            fault("", "Both records are restricted. End one restriction first, so that it is clear who may see the record.")
        )
    for name in ("account", "invitation"):
        if getattr(one, f"{name}_id") and getattr(two, f"{name}_id"):
            found.append(
                fault("", "The young person was invited to both records. Ask an administrator to remove one invitation.")
            )
            break
    if _would_cease(work, rows[PROVISION.name], clashed):
        words = "One record has an EHC plan, and a later decision in the other record says that there is none."
        found.append(fault("", f"{words} Withdraw the decision that is wrong first."))
    return found


def _would_cease(work: _Merging, rows: Rows, clashed: list[Clash]) -> bool:
    """Only a council's decision ceases a plan (Children and Families Act 2014, section 45): merging doesn't."""
    latest = [max(part, key=lambda row: row.from_date).provision for part in rows if part]
    gone = [clash.goes for clash in clashed]
    left = [row for part in rows for row in part if row not in gone]
    after = max(left, key=lambda row: row.from_date).provision if left else "N"
    return not PLANS.isdisjoint(latest) and after not in PLANS


def _settle(work: _Merging, clash: Clash) -> None:
    """End, withdraw or remove the row that goes."""
    writing, row = work.kept.writing, clash.goes
    if clash.fact.holds is Holds.SPAN:
        at_once = {"ended": writing.moment} if clash.fact.ends_at_once and clash.last_day == work.kept.by.on else {}
        reason = {clash.fact.reason: _WHY_ENDED} if clash.fact.reason else {}
        work.change(row, {"until_date": clash.last_day, **at_once, **reason})
    elif clash.fact.holds is Holds.DECISION:
        values = {"withdrawn_at": writing.moment, "withdrawn_by_name": work.kept.by.name, "withdrawn_why": _WHY_ENDED}
        work.change(row, values)
    else:
        work.gone.append([row._meta.label, columns_of(row)])
        work.kept.gone.append(row)


def _leave_groups(work: _Merging) -> None:
    """Of two memberships of one group the longer one stays."""
    mine = {row.group_id: row for row in GroupMember.objects.filter(child=work.kept.child.pk, until_date__isnull=True)}
    for row in GroupMember.objects.filter(child=work.other.child.pk, until_date__isnull=True):
        if row.group_id in mine:
            pair = sorted((mine[row.group_id], row), key=lambda one: (one.from_date, one.pk))
            work.change(pair[1], {"until_date": pair[1].from_date})


def columns_of(row: Model) -> dict[str, Any]:
    """Every column of a row, plain."""
    return {column.attname: stored(getattr(row, column.attname)) for column in row._meta.concrete_fields}


def tables() -> list[tuple[Any, str]]:
    """Every table that refers to a child, with the column, besides those that are worked out."""
    relations = [one for one in Child._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete]
    return [(one.related_model, one.field.name) for one in relations if one.related_model not in _WORKED_OUT]  # type: ignore[union-attr]


def _prepare(work: _Merging, other_has: Collection[str]) -> Merge:
    """The row that says how both were, the audit's events, and the step that moves everything."""
    one, two, writing = work.kept.child, work.other.child, work.kept.writing
    was, former = columns_of(one), columns_of(two)
    values = _chosen(one, two, other_has)
    row = Merge(
        child=one,
        former_ref=two.ref,
        upn=two.upn,
        uln=two.uln,
        former=former,
        details={name: was[name] for name in values},
        moved=list(_moved(work)),
        changed=work.changed,
        gone=work.gone,
        version_before=one.version,
        version=one.version + 1,
        why=writing.why,
        at=writing.moment,
        account_id=work.kept.by.account,
        by_name=work.kept.by.name,
    )
    work.kept.later.append(lambda: _move(row, values))
    details = {"merged record": [two.ref, None], **differences(was, {name: stored(value) for name, value in values.items()})}
    ended = [f"{label.rpartition('.')[2].lower()} {pk}" for label, pk, _ in work.changed]
    removed = [f"{label.rpartition('.')[2].lower()} {columns['id']}" for label, columns in work.gone]
    work.kept.note("child.merged", subject_kind="child", subject=two.ref, details={**details, "ended": ended, "removed": removed})
    work.other.note("child.merged-into", subject_kind="child", subject=one.ref)
    return row


def _moved(work: _Merging) -> Iterator[list[Any]]:
    """The rows of the other record that move, by table and column."""
    gone = {(label, columns["id"]) for label, columns in work.gone}
    for model, name in tables():
        keys = model._default_manager.filter(**{name: work.other.child.pk}).values_list("pk", flat=True)
        if stay := [pk for pk in keys if (model._meta.label, pk) not in gone]:
            yield [model._meta.label, name, stay]


def differing(one: Child, two: Child) -> list[str]:
    """Details that the two records give differently."""
    pairs = ((name, getattr(one, name), getattr(two, name)) for name in DETAILS)
    return [name for name, mine, theirs in pairs if mine and theirs and mine != theirs]


def _chosen(one: Child, two: Child, other_has: Collection[str]) -> dict[str, Any]:
    """Columns of the kept record that change: those chosen, and those that only the other one has."""
    values: dict[str, Any] = {}
    for name in _OWN:
        column = Child._meta.get_field(name).attname  # type: ignore[union-attr]
        mine, theirs = getattr(one, column), getattr(two, column)
        if theirs and mine != theirs and (name in other_has or not mine):
            values[column] = theirs
    upn = values.get("upn", one.upn)
    spare = next((number for number in (one.upn, two.upn) if number and number != upn), "")
    if spare and not one.former_upn:
        values["former_upn"] = spare
    return values


def _move(row: Merge, values: Mapping[str, Any]) -> None:
    """Move the rows, and remove the empty record before the kept one takes its numbers."""
    former = row.former["id"]
    for model, name in tables():
        model._default_manager.filter(**{name: former}).update(**{name: row.child_id})
    _, deleted = Child.objects.filter(pk=former).delete()
    if unexpected := deleted.keys() - {model._meta.label for model in (Child, *_WORKED_OUT)}:
        raise RuntimeError(f"merging would have deleted rows of {', '.join(sorted(unexpected))}")
    for name, value in values.items():
        setattr(row.child, name, value)
    if values:
        row.child.save(update_fields=list(values))
    row.save()
