"""Forms of EHC cases. What may follow what is decided by the actions; here is what is asked at each step."""

from typing import Any, Final

from django import forms

from attainable.domains.casework.rules.exceptions import KINDS
from attainable.domains.casework.rules.process import ADVISERS, OPEN, SETTINGS, SOURCES, STAGES
from attainable.govuk.forms import DateField, Form
from attainable.records.forms import RecordForm

_LONG: Final = 5000


def _text(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=_LONG, widget=forms.Textarea(attrs={"rows": 4})
    )


class RequestForm(RecordForm):
    """A request for an assessment."""

    received = DateField(label="Date the request was received", help_text="The clock begins on this day.", past=True)
    source = forms.ChoiceField(
        label="Who asked?",
        choices=list(SOURCES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who asked."},
    )
    asked_by = forms.CharField(label="Their name", max_length=150, required=False)
    officer: Any = forms.ModelChoiceField(label="Case officer", queryset=None, required=False, empty_label="Nobody yet")

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        self.fields["officer"].label_from_instance = lambda account: account.name  # type: ignore[attr-defined]


class OfficerForm(RecordForm):
    """Who runs the case."""

    officer: Any = forms.ModelChoiceField(label="Case officer", queryset=None, required=False, empty_label="Nobody")

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        self.fields["officer"].label_from_instance = lambda account: account.name  # type: ignore[attr-defined]


class StepForm(RecordForm):
    """One step. What is asked depends on the step."""

    day = DateField(label="Date", past=True)

    def __init__(self, *args: Any, kind: str, barred: list[str], settings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in _ASKED.get(kind, _notes)(barred, settings).items():
            self.fields[name] = field
        self.word_all()


def _notes(barred: list[str], settings: list[str]) -> dict[str, forms.Field]:
    return {"words": _text("Notes", required=False)}


def _reasons(barred: list[str], settings: list[str]) -> dict[str, forms.Field]:
    return {"words": _text("Reasons", "They go into the notice to the family. Name the evidence that was weighed.")}


def _panel(barred: list[str], settings: list[str]) -> dict[str, forms.Field]:
    return {"words": _text("What the panel advised, and why", "The panel advises. The officer with delegated power decides.")}


def _adviser(barred: list[str], settings: list[str]) -> dict[str, forms.Field]:
    return {
        "adviser": forms.ChoiceField(
            label="Who was asked?",
            choices=list(ADVISERS.items()),
            widget=forms.RadioSelect,
            error_messages={"required": "Choose who was asked."},
        ),
        "about": forms.CharField(label="Name and service", max_length=150, required=False),
    }


def _school(barred: list[str], settings: list[str]) -> dict[str, forms.Field]:
    return {"about": forms.CharField(label="School or college", max_length=150)}


def _council(barred: list[str], settings: list[str]) -> dict[str, forms.Field]:
    return {
        "about": forms.CharField(label="Council to which the child moved", max_length=150),
        "words": _text("Notes", required=False),
    }


def _sent(barred: list[str], settings: list[str]) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {
        "sent_to": forms.CharField(
            label="Sent to", help_text="Each person and the address, for example both parents, by post.", max_length=300
        )
    }
    if barred:
        found["checked"] = forms.BooleanField(
            label=f"It was not sent to, and does not name, {' or '.join(barred)}",
            help_text="They must not see this record.",
            error_messages={"required": "Check the recipients and the text, then tick the box."},
        )
    return found


def _final(barred: list[str], settings: list[str]) -> dict[str, forms.Field]:
    consulted = f"Consulted: {', '.join(settings)}." if settings else "No school or college was consulted yet."
    return {
        "setting": forms.ChoiceField(
            label="What does section I name?",
            choices=list(SETTINGS.items()),
            widget=forms.RadioSelect,
            error_messages={"required": "Choose what section I names."},
        ),
        "about": forms.CharField(label="Name or type of school or college", help_text=consulted, max_length=150, required=False),
        **_sent(barred, settings),
        "words": _text("Notes", required=False),
    }


_ASKED: Final = {
    "panel": _panel,
    "assess": _reasons,
    "refuse-assess": _reasons,
    "issue": _reasons,
    "refuse-plan": _reasons,
    "ask-advice": _adviser,
    "consult": _school,
    "move": _council,
    "draft": _sent,
    "final": _final,
}


class ReplyForm(RecordForm):
    """Advice, or a school's answer."""

    reply_on = DateField(label="Date it came", past=True)
    reply = _text("What it says, in short", "Name the document, so that the plan can quote it.", required=False)


class WithdrawForm(RecordForm):
    """Why a step was wrong."""

    why = _text("Why was it wrong?")


class ExcuseForm(RecordForm):
    """An exception, its days and its evidence."""

    kind = forms.ChoiceField(
        label="Which exception?",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the exception."},
    )
    first = DateField(label="First day closed or absent", required=False)
    last = DateField(label="Last day closed or absent", required=False)
    asked = DateField(label="Date advice was asked of the school or setting", required=False)
    evidence = _text("Evidence", "What shows it, and who said so.")


_DOING: Final = {
    "": "All",
    "late": "Late",
    "today": "Today",
    "week": "Within 7 days",
    "soon": "Within 14 days",
    "panel": "For a panel",
}
_WHOSE: Final = {"": "All", "mine": "Mine", "nobody": "Without an officer"}


class WorkForm(Form):
    """What the work list is narrowed by."""

    whose = forms.ChoiceField(label="Whose cases", required=False, choices=list(_WHOSE.items()))
    stage = forms.ChoiceField(label="Stage", required=False, choices=[("", "All"), *((code, STAGES[code]) for code in OPEN)])
    doing = forms.ChoiceField(label="Due, or for a panel", required=False, choices=list(_DOING.items()))
