"""Forms of children and the register. What is right in itself is checked here; what is right for the record, by the actions."""

import datetime as dt
from typing import Any

from django import forms

from attainable.domains.people.rules import needs_on, provisions_on
from attainable.govuk.forms import DateField, Form
from attainable.records.forms import RecordForm
from attainable.values import clock
from attainable.values.characteristic_codes import ENROLMENT, SEX, WITHOUT_SCHOOL

_NONE = [("", "None")]


class RegisterFilters(Form):
    """What a list of children can be narrowed by: codes and refs, which may be in an address."""

    provision = forms.ChoiceField(required=False)
    need = forms.ChoiceField(required=False)
    year = forms.ChoiceField(label="Year group", required=False)
    group = forms.ChoiceField(required=False)
    staff = forms.ChoiceField(label="Taught or supported by", required=False)
    any_rank = forms.BooleanField(label="Need at any rank", required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], everyone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("provision", "need", "year", "group", "staff"):
            if choices[name]:
                self.fields[name].choices = [("", "All"), *choices[name]]  # type: ignore[attr-defined]
            else:
                del self.fields[name]
        if everyone:
            del self.fields["any_rank"]


class SinceForm(Form):
    """From which day changes are asked for, and which."""

    since = DateField(label="Since", past=True, required=False)
    kind = forms.ChoiceField(
        label="What happened",
        required=False,
        choices=[("", "All"), ("joined", "Joined the register"), ("left", "Left the register"), ("changed", "Changed provision")],
    )


class ExportForm(Form):
    """Why a list is taken away."""

    why = forms.CharField(
        label="Why do you need this file?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="We keep the reason in the audit, with the number of children in the file.",
        error_messages={"required": "Enter why you need this file."},
    )


class WhyMixin(forms.Form):
    why = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, error_messages={"required": "Enter why."}
    )


class PlanForm(WhyMixin, RecordForm):
    """What the council decided about a plan. What is offered depends on whether there is one."""

    provision = forms.ChoiceField(
        label="What was decided?", widget=forms.RadioSelect, error_messages={"required": "Choose what was decided."}
    )
    from_date = DateField(label="From", past=True)
    evidence = forms.CharField(
        label="Date and reference of the letter", required=False, max_length=300, help_text="For example, 12 March 2026, ref 481."
    )

    def __init__(self, *args: Any, has_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cease = [("K", "Cease the plan. SEN support goes on"), ("N", "Cease the plan. The child needs no SEN provision")]
        self.fields["provision"].choices = cease if has_plan else [("E", "Issue an EHC plan")]  # type: ignore[attr-defined]
        self.order_fields(["provision", "from_date", "why", "evidence"])


class NeedsForm(RecordForm):
    """The needs, in order, each with its evidence."""

    from_date = DateField(label="From")
    why = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Enter why the needs are changing."},
    )
    ranks = 4

    def __init__(self, *args: Any, today: dt.date, provision: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = _NONE + [(need.code, need.label) for need in needs_on(today, provision)]
        names = ("Primary need", "Secondary need", "Third need", "Fourth need")
        last = {name: self.fields.pop(name) for name in ("from_date", "why")}
        for rank, label in enumerate(names, 1):
            self.fields[f"need_{rank}"] = forms.ChoiceField(
                label=label,
                choices=offered if rank > 1 else offered[1:],
                required=rank == 1,
                error_messages={"required": "Choose the primary need."},
            )
            self.fields[f"evidence_{rank}"] = forms.CharField(
                label=f"Evidence for the {label.lower()}", required=False, max_length=1000
            )
        self.fields.update(last)
        self.word_all()


class DetailsForm(RecordForm):
    """Who the child is."""

    forename = forms.CharField(max_length=100, error_messages={"required": "Enter the forename."})
    middle_names = forms.CharField(max_length=100, required=False)
    surname = forms.CharField(max_length=100, error_messages={"required": "Enter the surname."})
    known_as = forms.CharField(
        max_length=100, required=False, help_text="The name they use, if it is different from their forename."
    )
    date_of_birth = DateField(label="Date of birth")
    sex = forms.ChoiceField(
        choices=list(SEX.items()), widget=forms.RadioSelect, error_messages={"required": "Choose female or male."}
    )
    upn = forms.CharField(label="UPN", max_length=20, required=False, help_text="Unique pupil number: 13 characters.")
    uln = forms.CharField(label="ULN", max_length=20, required=False, help_text="Unique learner number: 10 digits.")


class JoinForm(DetailsForm):
    """A child who joins a school and has no record here."""

    status = forms.ChoiceField(label="On roll as", initial="C", choices=list(ENROLMENT.items()))
    from_date = DateField(label="On roll from")

    def __init__(self, *args: Any, schools: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(schools) > 1:
            self.fields["school"] = forms.ChoiceField(label="School", choices=schools)
        self.only_school = schools[0][0] if len(schools) == 1 else ""

    def ask_whether_different(self) -> None:
        """Asked once somebody enters the name and date of birth of a child who has a record."""
        self.fields["different"] = forms.BooleanField(label="This is a different child, such as a twin", required=False)
        self.word_all()


class ResidentForm(DetailsForm):
    """A child who lives in the authority, is at no school and has no record here."""

    kind = forms.ChoiceField(
        label="Where is the child educated?",
        choices=list(WITHOUT_SCHOOL.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where the child is educated."},
    )
    from_date = DateField(label="Since")
    address = forms.CharField(required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    postcode = forms.CharField(required=False, max_length=8)

    def __init__(self, *args: Any, authorities: list[tuple[str, str]], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provisions = [(known.code, known.label) for known in provisions_on(today) if known.code != "N"]
        needs = [("", "Not known yet"), *((need.code, need.label) for need in needs_on(today, "E"))]
        self.fields["provision"] = forms.ChoiceField(label="SEN provision", choices=provisions, widget=forms.RadioSelect)
        self.fields["need"] = forms.ChoiceField(label="Primary need", choices=needs, required=False)
        if len(authorities) > 1:
            self.fields["authority"] = forms.ChoiceField(label="Authority", choices=authorities)
        self.only_authority = authorities[0][0] if len(authorities) == 1 else ""
        self.word_all()


class LeaveForm(RecordForm):
    until_date = DateField(label="Last day on roll")
    reason = forms.CharField(label="Why the child leaves", max_length=100, error_messages={"required": "Enter why."})


class PatternForm(RecordForm):
    """Part-time attendance."""

    sessions = forms.IntegerField(
        label="Sessions a week",
        min_value=0,
        max_value=10,
        help_text="Number of half days, out of ten.",
        error_messages={"required": "Enter the number of sessions a week."},
    )
    from_date = DateField(label="From")
    review_on = DateField(label="Review date")
    why = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, error_messages={"required": "Enter why."}
    )
    agreed_with_family = forms.BooleanField(label="Agreed with the family", required=False)


class WithdrawForm(WhyMixin, RecordForm):
    """Why something is withdrawn, ended or lifted."""


def today_initial() -> dict[str, dt.date]:
    return {"from_date": clock.today()}
