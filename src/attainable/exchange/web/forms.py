"""Forms of imports."""

from typing import Any, ClassVar

from django import forms

from attainable.exchange.files import FORMATS
from attainable.formats.spreadsheets.opening import Sheet
from attainable.formats.spreadsheets.spec import fields
from attainable.govuk.forms import DateField, Form, Look


class BringInForm(Form):
    """A file, and what it does not say itself."""

    file = forms.FileField(
        label="File",
        help_text="A spreadsheet (.xlsx or .csv), a Common Transfer File (.xml), or school census tables (.csv or .zip).",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    school = forms.ChoiceField(
        label="School or authority the file is from", error_messages={"required": "Choose the school or authority."}
    )
    format = forms.ChoiceField(
        label="Format", required=False, choices=[("", "Recognise it automatically"), *((f.id, f.title) for f in FORMATS.values())]
    )
    as_at = DateField(
        label="Date the information was correct",
        required=False,
        past=True,
        help_text="We use this date for anything in the file without its own date. If you leave it empty, we use the date in "
        "the file, or today.",
    )

    def __init__(self, *args: Any, schools: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if len(schools) == 1:
            del self.fields["school"]
        else:
            field: Any = self.fields["school"]
            field.choices = [("", "Choose"), *schools]


class ColumnsForm(Form):
    """A choice for each column of a sheet."""

    looks: ClassVar[dict[str, Look]] = {}

    def __init__(self, *args: Any, sheet: Sheet, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "Not used"), *((field.id, field.title) for field in fields())]
        for place, name in enumerate(sheet.header):
            self.fields[f"c{place}"] = forms.ChoiceField(label=name or f"Column {place + 1}", choices=choices, required=False)
        self.fields["dates"] = forms.ChoiceField(
            label="Dates such as 4/3/2012",
            choices=[("", "Work it out from the dates"), ("day", "Day first"), ("month", "Month first, as in the United States")],
            required=False,
        )
        self.fields["names"] = forms.ChoiceField(
            label="Whole names in one column",
            choices=[
                ("", "Work it out from children we know by number"),
                ("forename", "Forename first"),
                ("surname", "Surname first"),
            ],
            required=False,
        )

    @property
    def chosen(self) -> dict[int, str]:
        return {
            int(name[1:]): value for name, value in self.cleaned_data.items() if name[0] == "c" and name[1:].isdigit() and value
        }


class UndoForm(Form):
    why = forms.CharField(
        label="Why are you undoing it?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="We keep this in the audit.",
        error_messages={"required": "Enter why you are undoing the import."},
    )


class DecisionForm(Form):
    decision = forms.ChoiceField(label="Who is this?", widget=forms.RadioSelect, error_messages={"required": "Choose one."})

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["decision"]
        field.choices = choices
