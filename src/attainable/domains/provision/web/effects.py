"""What interventions changed: measures before and after with an interval, and the teacher's judgement beside them."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import page, posted, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.web import presenters as people
from attainable.domains.people.web.forms import ExportForm
from attainable.domains.provision import queries
from attainable.domains.provision.queries.costs import Line
from attainable.domains.provision.queries.effects import Effects, effects, run_of, years
from attainable.domains.provision.rules.effect import Effect
from attainable.domains.provision.rules.measured import JUDGEMENTS, Summary, is_age
from attainable.domains.provision.rules.prices import pounds
from attainable.domains.provision.web import presenters as shown
from attainable.formats.spreadsheets.write import write_table
from attainable.govuk.forms import Form
from attainable.values.numbers import whole_number
from attainable.values.school_year import year_words

_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Fewer children than this are not counted in a file that leaves the school (our own number, as for other small counts).
_LEAST: Final = 3
_SHEET: Final = (
    "School",
    "Intervention",
    "What was measured",
    "Children measured before and after",
    "Mean gain",
    "Effect",
    "Lower",
    "Upper",
    "Basis",
    "Effect beside children with other help",
    "Sessions given of planned (%)",
    "Cost a child (£)",
    "Cost of a point gained (£)",
    *(f"Judged by staff: {words[:1].lower()}{words[1:]}" for words in JUDGEMENTS.values()),
)


class YearFilter(Form):
    """The academic year in which the runs began."""

    year = forms.ChoiceField(label="Began in", required=False)


def _year(request: HttpRequest) -> int | None:
    return whole_number(request.GET.get("year"), least=1990, most=2100)


@page(queries.MANAGE)
def effect_list(request: HttpRequest) -> HttpResponse:
    actor, year = who(request), _year(request)
    found = effects(actor, year=year)
    form = YearFilter(request.GET)
    form.fields["year"].choices = [("", "All years"), *((str(one), year_words(one)) for one in years(actor))]  # type: ignore[attr-defined]
    context = {
        "form": form,
        "effects": [(one, [_summary(summary) for summary in one.summaries]) for one in found],
        "several": len(queries.schools(actor)) > 1,
        "year": year,
    }
    return render(request, "provision/effects.html", context)


@page(queries.MANAGE)
def one_effect(request: HttpRequest, intervention: str) -> HttpResponse:
    """One intervention, child by child."""
    actor, year = who(request), _year(request)
    found = next((one for one in effects(actor, year=year) if one.intervention.ref == intervention), None)
    if found is None:
        raise Http404
    note_list(actor, "effect", len(found.lines))
    context = {
        "effect": found,
        "summaries": [_summary(summary) for summary in found.summaries],
        "rows": [_child(line, actor.on) for line in sorted(found.lines, key=lambda line: line.row.child.standing.sort_name)],
        "people": people,
        "year": year,
    }
    return render(request, "provision/effect.html", context)


def _summary(one: Summary) -> dict[str, Any]:
    """A measure of an intervention in words. Too few children give no figure of an effect."""
    return {
        "measure": one.measure or "No measure named",
        "children": one.effect.n,
        "gain": _number(one.effect.gain),
        "effect": _effect(one.effect, ratio=one.in_months) if one.enough else "Too few to say",
        "compared": _effect(one.compared) if one.compared is not None else "",
        "basis": one.effect.basis,
        "notes": [*one.effect.notes, *(one.compared.notes if one.compared is not None else ())],
        "attended": f"{one.given} of {one.planned}" + (f" ({one.attended}%)" if one.attended is not None else ""),
        "cost": shown.money(one.cost_a_child) if one.effect.n else "",
        "point": f"{shown.money(one.cost_a_point)} for each {'month' if one.in_months else 'point'}" if one.cost_a_point else "",
        "judged": [(words, one.judged[code]) for code, words in JUDGEMENTS.items() if one.judged[code]],
    }


def _effect(found: Effect, *, ratio: bool = False) -> str:
    """`0.42, between 0.10 and 0.74`."""
    if found.effect is None or found.lower is None or found.upper is None:
        return "It can’t be worked out"
    text = f"{found.effect:.2f}, between {found.lower:.2f} and {found.upper:.2f}"
    return f"Ratio gain {text}" if ratio else text


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:+.1f}".replace("-", "−")


def _child(line: Line, on: Any) -> dict[str, Any]:
    row, run = line.row, run_of(line, on)
    months = run.months
    pace = run.gain / months if run.gain is not None and months and is_age(row.measure) else None
    return {
        "child": row.child,
        "from": people.day(row.from_date),
        "measure": row.measure,
        "before": _plain(row.before),
        "after": _plain(row.after),
        "gain": _number(run.gain),
        "pace": f"{pace:.1f}" if pace is not None else "",
        "sessions": f"{line.delivered} of {line.planned}",
        "cost": shown.cost(line, line.to_date),
        "judged": JUDGEMENTS.get(row.judged, ""),
        "why": row.judged_why,
    }


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


@page(queries.MANAGE, again=True)
def download(request: HttpRequest) -> HttpResponseBase:
    """The figures as a workbook, without names; few children are neither counted nor shown."""
    actor, form = who(request), ExportForm(posted(request))
    found = effects(actor, year=_year(request))
    if not form.is_valid():
        context = {"form": form, "back": reverse("effects"), "total": sum(len(one.summaries) for one in found)}
        return render(request, "provision/effects_download.html", context, status=422 if form.errors else 200)
    rows = list(_cells(found))
    note_list(actor, "effects", len(rows), why=form.cleaned_data["why"], taken_away=True)
    with TemporaryDirectory(prefix="attainable-") as folder:
        file = Path(folder) / "effects.xlsx"
        write_table(file, _SHEET, rows, "Effect of interventions")
        answer = HttpResponse(file.read_bytes(), content_type=_EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="effects-{actor.on:%Y-%m-%d}.xlsx"'
    return answer


def _cells(found: list[Effects]) -> Iterator[tuple[Any, ...]]:
    for one in found:
        for summary in one.summaries:
            effect, few = summary.effect, summary.effect.n < _LEAST
            figures = (effect.effect, effect.lower, effect.upper) if summary.enough else ("Too few to say", "", "")
            beside = summary.compared.effect if summary.compared is not None else None
            yield (
                one.intervention.organisation.name,
                one.intervention.name,
                summary.measure,
                f"Fewer than {_LEAST}" if few else Decimal(effect.n),
                "" if few else _rounded(effect.gain),
                *(_rounded(value) if isinstance(value, float) else value or "" for value in figures),
                effect.basis,
                _rounded(beside),
                "" if few or summary.attended is None else Decimal(summary.attended),
                "" if few or summary.cost_a_child is None else pounds(summary.cost_a_child),
                "" if few or summary.cost_a_point is None else pounds(summary.cost_a_point),
                *("" if few or 0 < summary.judged[code] < _LEAST else Decimal(summary.judged[code]) for code in JUDGEMENTS),
            )


def _rounded(value: float | None) -> Decimal | str:
    return "" if value is None else round(Decimal(str(value)), 2)


urlpatterns = [
    path("provision/effects/", effect_list, name="effects"),
    path("provision/effects/download/", download, name="effects-download"),
    path("provision/effects/<slug:intervention>/", one_effect, name="effect"),
]
