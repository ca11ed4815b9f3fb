"""The steps of an EHC case as pages: one form a page."""

from typing import Any, Final

from attainable.accounts.actor import Actor
from attainable.domains.casework import actions, queries
from attainable.domains.casework.rules.process import DECISIONS, STEPS
from attainable.domains.casework.web import forms
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web.changes import Change, Keys, call, pages
from attainable.records.draft import Draft
from attainable.records.forms import RecordForm

# What a button says that records a step, in the order of the process.
BUTTONS: Final = {
    "told": "Record that others were informed",
    "panel": "Record the panel’s advice",
    "assess": "Decide to assess",
    "refuse-assess": "Decide not to assess",
    "ask-advice": "Ask for advice",
    "issue": "Decide to make a plan",
    "refuse-plan": "Decide not to make a plan",
    "draft": "Record the draft plan as sent",
    "views": "Record the family’s views",
    "consult": "Consult a school or college",
    "final": "Record the final plan as sent",
    "withdraw": "Record that the request was withdrawn",
    "move": "Record a move to another council",
}
_WORDS: Final = {
    "told": "Tell the school, health and social care that a request came (regulations 3 and 4).",
    "panel": "A panel advises. The decision is that of the officer with delegated power.",
    "refuse-assess": "The notice gives the reasons, the right to mediation and appeal, the time limits, and where the family "
    "finds information, advice and support (regulation 5(3)).",
    "refuse-plan": "The notice gives the reasons, the right to mediation and appeal, the time limits, and where the family "
    "finds information, advice and support (regulation 10(3)).",
    "ask-advice": "Each person has six weeks from the day of the request (regulation 8). Advice that was given before can be "
    "used if the adviser, the family and the council agree that it is enough (regulation 6(4)). A report that the family sends "
    "is evidence too: weigh it, and give reasons if you do not follow it.",
    "draft": "Section I is empty in a draft. The family has 15 days, beginning with the day it is served, to give its views "
    "and ask for a school (regulation 13(1)).",
    "consult": "The school or college has 15 days to reply (Code of Practice, paragraph 9.83).",
    "final": "The register then says that the child has an EHC plan from this day.",
    "move": "The case ends here. The new council decides afresh whether to assess, with the old advice; it inherits no clock.",
}


def _request_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    initial = {"version": seen.child.version, "received": actor.on, "officer": actor.account}
    return forms.RequestForm(posted, officers=queries.officers(actor), initial=initial)


def _officer_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    case = queries.open_case(seen.child)
    initial = {"version": seen.child.version, "officer": case.officer_id if case else None}
    return forms.OfficerForm(posted, officers=queries.officers(actor), initial=initial)


def _step_form(kind: str) -> Any:
    def make(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
        barred = [row.carer.name for row in queries.must_not_know(seen, actor.on)] if kind in ("draft", "final") else []
        case = queries.open_case(seen.child) if kind == "final" else None
        consulted = [step.about for step in case.steps.all() if step.kind == "consult"] if case else []
        initial = {"version": seen.child.version, "day": actor.on}
        return forms.StepForm(posted, kind=kind, barred=barred, settings=consulted, initial=initial)

    return make


def _take(kind: str) -> Any:
    def apply(draft: Draft, keys: Keys, values: dict[str, Any]) -> object:
        values.pop("checked", None)
        return actions.take_step(draft, kind, **values)

    return apply


def _plain(form: type[RecordForm], **initial: Any) -> Any:
    def make(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
        values = {name: actor.on if value == "today" else value for name, value in initial.items()}
        return form(posted, initial={"version": seen.child.version, **values})

    return make


def _about_step(actor: Actor, seen: Record, keys: Keys) -> str:
    case = queries.open_case(seen.child)
    row = next((step for step in case.steps.all() if step.ref == keys["step"]), None) if case else None
    if row is None:
        return ""
    return ": ".join(text for text in (row.get_kind_display(), row.get_adviser_display(), row.about) if text)


_OPENED: Final = "child-ehc"
CHANGES: Final = (
    Change(
        "open-case",
        "ehc/request/",
        queries.KEEP,
        "Record a request for an EHC needs assessment",
        "Save",
        "The request has been recorded.",
        _OPENED,
        _request_form,
        call(actions.open_request),
        words="Anyone can ask. The clock runs from the day the request was received, whichever part of the council it reached.",
    ),
    *(
        Change(
            f"case-{kind}",
            f"ehc/{kind}/",
            queries.DECIDE if kind in DECISIONS else queries.KEEP,
            title,
            "Save",
            f"Saved: {STEPS[kind][:1].lower()}{STEPS[kind][1:]}.",
            _OPENED,
            _step_form(kind),
            _take(kind),
            words=_WORDS.get(kind, ""),
            warning=kind in ("refuse-assess", "refuse-plan", "final", "withdraw", "move"),
        )
        for kind, title in BUTTONS.items()
    ),
    Change(
        "case-reply",
        "ehc/reply/<slug:step>/",
        queries.KEEP,
        "Record the reply",
        "Save",
        "The reply has been recorded.",
        _OPENED,
        _plain(forms.ReplyForm, reply_on="today"),
        call(actions.reply),
        about=_about_step,
    ),
    Change(
        "case-withdraw-step",
        "ehc/undo/<slug:step>/",
        queries.KEEP,
        "Withdraw a step that was recorded by mistake",
        "Withdraw the step",
        "The step has been withdrawn.",
        _OPENED,
        _plain(forms.WithdrawForm),
        call(actions.withdraw_step),
        words="It stays in the history, crossed out, with your reason. If it was a notice, tell the family too.",
        warning=True,
        about=_about_step,
    ),
    Change(
        "case-exception",
        "ehc/exception/",
        queries.KEEP,
        "Record an exception to the limits",
        "Save",
        "The exception has been recorded. The due dates stay.",
        _OPENED,
        _plain(forms.ExcuseForm),
        call(actions.add_excuse),
        words="An exception excuses lateness; it does not move a due date. A shortage of staff is not an exception.",
    ),
    Change(
        "case-officer",
        "ehc/officer/",
        queries.KEEP,
        "Change the case officer",
        "Save",
        "The case officer has been changed.",
        _OPENED,
        _officer_form,
        call(actions.give_officer),
    ),
)
urlpatterns = pages(CHANGES)
