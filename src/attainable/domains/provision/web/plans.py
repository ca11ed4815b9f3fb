"""Pages that write support plans: a plan with the sections of its kind, who signed it, and who was given it."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from attainable.accounts.actor import Actor
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web.changes import Change, Keys, call, pages
from attainable.domains.provision.actions import plans as actions
from attainable.domains.provision.facts import PLAN
from attainable.domains.provision.facts_plans import SHARED, SIGNED
from attainable.domains.provision.models import SupportPlan
from attainable.domains.provision.queries import plans as queries
from attainable.domains.provision.rules.plan_kinds import SECTIONS, SIGNERS, PlanKind, plan_kind
from attainable.domains.provision.rules.words import HOW
from attainable.govuk.forms import DateField
from attainable.govuk.look import Look
from attainable.records.draft import Draft, fault
from attainable.records.fact import Page
from attainable.records.forms import RecordForm, form_of


def _page(page: Page | None) -> Page:
    if page is None:
        raise LookupError("The page is declared with its fact.")
    return page


def _add_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    """A new plan: what the plan before it says is there to be changed."""
    kinds = queries.kinds_of(seen.child, actor.on)
    before = next(iter(queries.open_plans(seen)), None)
    kept = {name: getattr(before, name) for name in SECTIONS} if before else {}
    first = before.kind if before and before.kind in {kind.id for kind in kinds} else kinds[0].id if kinds else ""
    form = form_of(PLAN, _page(PLAN.add), actor, posted, {**kept, "kind": first, "version": seen.child.version})
    form.fields["kind"].choices = [(kind.id, kind.label) for kind in kinds]  # type: ignore[attr-defined]
    return _with_sections(form, kinds)


def _change_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    row = _plan(seen, keys)
    own = PLAN.plain(row) if row else {}
    form = form_of(PLAN, _page(PLAN.change), actor, posted, {**own, "version": seen.child.version})
    return _with_sections(form, [plan_kind(row.kind)] if row else [])


def _with_sections(form: RecordForm, kinds: Iterable[PlanKind]) -> RecordForm:
    """Only the sections of these kinds, in the words of the first that has each."""
    known = list(kinds)
    for name in SECTIONS:
        have = [kind for kind in known if name in kind.sections]
        if known and not have:
            del form.fields[name]
        elif have:
            form.fields[name].label = have[0].labels.get(name, form.fields[name].label)
            if len(have) < len(known):
                only = f"Not part of: {', '.join(kind.label for kind in known if kind not in have)}."
                form.fields[name].help_text = f"{form.fields[name].help_text} {only}".strip()
    form.looks = {name: Look(rows=4) for name in SECTIONS}  # type: ignore[misc]
    form.word_all()
    return form


def _plan(seen: Record, keys: Keys) -> SupportPlan | None:
    """The plan that the address names; None for one that ended while the page was open. Http404 for one of another child."""
    row = queries.plan_of(seen, keys["row"])
    return row if row.until_date is None else None


def _about(actor: Actor, seen: Record, keys: Keys) -> str:
    row = _plan(seen, keys)
    return row.in_a_line if row else ""


def _add(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
    draft.add(PLAN, values)


def _change(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
    row = next((row for row in draft.rows(PLAN) if row.pk == keys["row"]), None)
    if row is None:
        draft.refuse([fault("", "This has already ended.")])
    else:
        draft.correct(PLAN, row, values)


def _sign_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    """The people that the kind of plan asks come first."""
    row = _plan(seen, keys)
    asked = plan_kind(row.kind).signs if row else ()
    form = RecordForm(posted, initial={"version": seen.child.version, "from_date": actor.on})
    ordered = [*asked, *(code for code in SIGNERS if code not in asked)]
    form.fields["as_whom"] = forms.ChoiceField(
        label="Who signed?", choices=[(code, SIGNERS[code]) for code in ordered], widget=forms.RadioSelect
    )
    form.fields["name"] = forms.CharField(label="Name", max_length=150)
    return _with_day(form, "Signed on")


def _share_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    """Staff who work with the child, family who may see the record, and room for somebody else."""
    _plan(seen, keys)
    form = RecordForm(posted, initial={"version": seen.child.version, "from_date": actor.on})
    for field, label, names in (
        ("staff", "Staff who teach or support the child", queries.staff_of(actor, seen)),
        ("family", "Family who may see the record", queries.family_of(actor, seen)),
    ):
        if names:
            form.fields[field] = forms.MultipleChoiceField(
                label=label, choices=[(name, name) for name in names], widget=forms.CheckboxSelectMultiple, required=False
            )
    form.fields["name"] = forms.CharField(
        label="Somebody else", max_length=150, required=False, help_text="For example, a grandparent or a therapist."
    )
    form.looks = {name: Look(optional=False) for name in ("staff", "family")}  # type: ignore[misc]
    return _with_day(form, "Given on")


def _with_day(form: RecordForm, label: str) -> RecordForm:
    form.fields["how"] = forms.ChoiceField(label="How", choices=list(HOW.items()), widget=forms.RadioSelect)
    form.fields["from_date"] = DateField(label=label)
    form.word_all()
    return form


def _share(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
    people = [("staff", name) for name in values.get("staff", ())] + [("parent", name) for name in values.get("family", ())]
    people += [("other", values["name"])] if values["name"] else []
    actions.share_plan(draft, plan=keys["row"], people=people, how=values["how"], from_date=values["from_date"])


def _sign(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
    call(actions.sign_plan)(draft, {"plan": keys["row"]}, values)


def _of(name: str, address: str, page: Page | None, form: Any, apply: Any, *, about: bool = True) -> Change:
    words = _page(page)
    return Change(
        name,
        address,
        PLAN.permission,
        words.title,
        words.button,
        words.done,
        PLAN.part,
        form,
        apply,
        words=words.words,
        about=_about if about else None,
    )


CHANGES: Final = (
    _of("add-support-plan", "support-plan/add/", PLAN.add, _add_form, _add, about=False),
    _of("change-support-plan", "support-plan/<int:row>/change/", PLAN.change, _change_form, _change),
    _of("sign-plan", "support-plan/<int:row>/sign/", SIGNED.add, _sign_form, _sign),
    _of("share-plan", "support-plan/<int:row>/share/", SHARED.add, _share_form, _share),
)
urlpatterns = pages(CHANGES)
