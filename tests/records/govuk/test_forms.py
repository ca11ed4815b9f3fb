"""Forms as people meet them: fields drawn by GOV.UK's components, errors in words that lead to the field."""

import datetime as dt

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines

from attainable.govuk.errors import errors_of
from attainable.govuk.forms import DateField, Form, Look


class Meeting(Form):
    looks = {  # noqa: RUF012
        "why": Look(reveals={"other": "other"}, hints={"review": "At least once a year"}, divider="other"),
        "notes": Look(words=20),
        "cost": Look(prefix="£"),
        "name": Look(width=20, autocomplete="name"),
    }
    name = forms.CharField(label="Full name", max_length=5, help_text="As <b>written</b>")
    cost = forms.IntegerField(label="Cost", min_value=3)
    email = forms.EmailField(label="Email address")
    why = forms.ChoiceField(
        label="Why did you meet?",
        choices=[("", "---------"), ("review", "Review & plan"), ("other", "Another reason")],
        widget=forms.RadioSelect,
    )
    other = forms.CharField(label="The reason", widget=forms.Textarea, required=False)
    notes = forms.CharField(label="Notes", widget=forms.Textarea, required=False)
    area = forms.ChoiceField(label="Area", choices=[("North", [("x", "Ex"), ("y", "Wy")]), ("z", "Zed")])
    days = forms.MultipleChoiceField(
        label="Days", choices=[("1", "Monday"), ("2", "Tuesday")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="Everybody agreed", help_text="All who were there")
    day = DateField(label="Date of the meeting", past=True)
    paper = forms.FileField(label="Minutes")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"placeholder": "Password"}))
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class Day(Form):
    day = DateField(label="Date of birth", past=True, earliest=dt.date(1990, 1, 1))


def drawn(form, call="form_fields(form)"):
    source = '{% from "govuk/forms.html" import form_fields, form_field, form_page, error_summary %}{{ ' + call + " }}"
    return engines["jinja2"].from_string(source).render({"form": form})


def day(*boxes):
    return Day(dict(zip(("day_day", "day_month", "day_year"), boxes, strict=True)))


def test_every_error_is_in_words_and_leads_to_the_first_box_that_it_is_about():
    form = Meeting({"name": "Much too long", "cost": "2", "email": "nobody", "day_day": "3", "day_month": "5"})
    assert {error["href"]: error["text"] for error in errors_of(form)} == {
        "#id_name": "Full name must be 5 characters or fewer",
        "#id_cost": "Cost must be 3 or more",
        "#id_email": "Enter an email address in the correct format, like name@example.com",
        "#id_why": "Answer ‘Why did you meet?’",
        "#id_area": "Select the area",
        "#id_days": "Select the days",
        "#id_agreed": "Tick ‘Everybody agreed’ to continue",
        "#id_day-year": "Date of the meeting must include a year",
        "#id_paper": "Choose a file: minutes",
        "#id_secret": "Enter the password",
    }
    html = drawn(form)
    for error in errors_of(form):
        assert f'id="{error["href"][1:]}"' in html


def test_a_message_that_the_form_says_itself_stays():
    class Own(Form):
        name = forms.CharField(error_messages={"required": "Tell us who you are"})

    assert Own({}).errors["name"] == ["Tell us who you are"]


def test_boxes_with_errors_are_marked_and_no_others():
    html = drawn(day("3", "", "2020"))
    assert html.count("govuk-input--error") == 1
    assert 'govuk-input--width-2 govuk-input--error" id="id_day-month"' in html


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        (("", "", ""), "Enter the date of birth"),
        (("3", "5", ""), "Date of birth must include a year"),
        (("3", "", ""), "Date of birth must include a month and year"),
        (("", "5", "2012"), "Date of birth must include a day"),
        (("31", "2", "2012"), "Date of birth must be a real date"),
        (("²", "2", "2012"), "Date of birth must be a real date"),
        (("1", "13", "2012"), "Date of birth must be a real date: the month is 1 to 12"),
        (("1", "1", "12"), "Year must include 4 numbers"),
        (("1", "1", "0000"), "Date of birth must be a real date"),
        (("1", "1", "9999"), "Date of birth must be today or in the past"),
        (("1", "1", "1989"), "Date of birth must be the same as or after 1 January 1990"),
    ],
)
def test_a_date_says_what_is_wrong_with_it(boxes, message):
    assert day(*boxes).errors["day"] == [message]


@pytest.mark.parametrize("boxes", [("3", "5", "2012"), ("03", "May", "2012"), (" 3 ", "05", "2012"), ("3", "may", "2012")])
def test_a_date_is_read_as_people_write_it(boxes):
    form = day(*boxes)
    assert form.is_valid()
    assert form.cleaned_data["day"] == dt.date(2012, 5, 3)


def test_a_date_that_was_there_is_shown_and_unchanged():
    form = Day(initial={"day": dt.date(2012, 5, 3)})
    html = drawn(form)
    assert 'name="day_month" type="text" value="5"' in html
    sent = {"day_day": "3", "day_month": "5", "day_year": "2012"}
    assert not Day(sent, initial={"day": dt.date(2012, 5, 3)}).has_changed()


def test_what_people_wrote_is_never_markup():
    evil = '"><script>alert(1)</script>'
    form = Meeting({"name": evil, "notes": evil, "other": evil, "why": evil, "day_day": evil, "email": evil})
    html = drawn(form) + drawn(form, "error_summary(form)")
    assert "<script" not in html
    assert "&lt;b&gt;written" in html


def test_lines_of_a_text_come_back_as_they_were_also_inside_a_choice():
    form = Meeting({"why": "other", "other": "one\n  two\nthree"})
    assert "one&#10;  two&#10;three</textarea>" in drawn(form)


def test_a_field_inside_a_choice_stands_there_and_nowhere_else():
    html = drawn(Meeting())
    assert html.count('name="other"') == 1
    assert html.index("govuk-radios__conditional") < html.index('name="other"') < html.index('name="notes"')


def test_options_of_the_look():
    html = drawn(Meeting())
    assert 'autocomplete="name"' in html
    assert "govuk-input--width-20" in html
    assert "At least once a year" in html
    assert '<div class="govuk-radios__divider">or</div>' in html
    assert 'data-maxwords="20"' in html
    assert "North: Ex" in html
    assert "placeholder" not in html
    assert "Notes (optional)" in html
    assert "(optional)" not in drawn(Meeting(), "form_fields(form, optional=false)")
    assert '<h1 class="govuk-label-wrapper">' in drawn(Meeting(), 'form_field(form["name"], heading=true)')


def test_the_form_of_a_page_sends_files_and_leaves_checking_to_the_server():
    html = drawn(Meeting(), 'form_page(form, "", "Send", cancel="/")')
    assert 'enctype="multipart/form-data"' in html
    assert "novalidate" in html
    assert " required" not in html


def test_valid_input_reaches_the_view():
    sent = {
        "name": "Sam",
        "cost": "12",
        "email": "sam@example.test",
        "why": "review",
        "area": "x",
        "days": ["1", "2"],
        "agreed": "on",
        "day_day": "3",
        "day_month": "5",
        "day_year": "2012",
        "secret": "x" * 12,
    }
    form = Meeting(sent, {"paper": SimpleUploadedFile("minutes.txt", b"text")})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["days"] == ["1", "2"]
    assert drawn(form).count(" checked") == 4


def test_an_error_of_the_whole_form_leads_to_its_first_field():
    class Pair(Form):
        one = forms.CharField()
        two = forms.CharField()

        def clean(self):
            raise forms.ValidationError("The two must differ")

    assert errors_of(Pair({"one": "a", "two": "a"})) == [{"text": "The two must differ", "href": "#id_one"}]


def test_errors_of_a_formset_lead_to_the_form_that_they_are_in():
    formset = forms.formset_factory(Day, extra=2)({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-day_day": "3"})
    assert not formset.is_valid()
    assert [error["href"] for error in errors_of(formset)] == ["#id_form-1-day-month"]


def test_forms_of_the_sign_in_library_are_drawn_too():
    from allauth.account.forms import ChangePasswordForm, LoginForm

    html = drawn(LoginForm())
    assert 'type="email"' in html
    assert "govuk-password-input" in html
    assert "placeholder" not in html
    assert "govuk-input" in str(ChangePasswordForm())


def test_a_widget_that_no_component_draws_is_drawn_by_itself():
    class Odd(Form):
        when = forms.CharField(label="When", widget=forms.SplitDateTimeWidget, required=False)

    assert 'name="when_0"' in drawn(Odd())
