"""A child's money: what the support cost and is planned to cost, the top-up, the council's band, and why more or less is
spent."""

from fractions import Fraction
from typing import Any

from django.urls import path

from attainable.accounts.actor import Actor
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web.children import part, parts
from attainable.domains.people.web.fact_parts import sections
from attainable.domains.provision import queries
from attainable.domains.provision.queries.bands import band_for
from attainable.domains.provision.queries.money import ChildMoney, child_money, top_up_on
from attainable.domains.provision.rules.parameters import parameter
from attainable.domains.provision.rules.years import bounds, financial_year, year_words
from attainable.domains.provision.web import money_shown as shown
from attainable.domains.provision.web import presenters


@part("child-money", folder="provision")
def child_money_part(actor: Actor, seen: Record) -> dict[str, Any]:
    own = next(known for known in parts() if known.name == "child-money")
    year = financial_year(actor.on)
    lines = queries.lines_of(actor, seen)
    found = child_money(seen, year, actor.on)
    limit = parameter("threshold", bounds(year)[0])
    return {
        **sections(actor, seen, own),
        "year": year_words(year),
        "rows": _rows(found, presenters.total(lines, "to_date"), presenters.total(lines, "whole")),
        "over": found.over,
        "noted": found.note is not None,
        "band": _band(actor, seen, found),
        "limit": shown.money(limit.value),
        "limit_source": limit.source,
        "unpriced": any(one.to_date is None and not one.family for one in lines),
    }


def _rows(found: ChildMoney, to_date: Fraction, whole: Fraction) -> list[dict[str, str]]:
    rows = [
        ("Cost of interventions and purchases this financial year, to date", shown.money(found.cost.to_date)),
        ("Cost of interventions and purchases this financial year, as planned", shown.money(found.cost.expected)),
        ("Cost to date of all interventions since they began", shown.money(to_date)),
        ("Cost of their whole runs, as planned", shown.money(whole)),
        ("Threshold before top-up, for a year", shown.money(found.limit)),
        ("Top-up for the financial year", shown.money(found.top_up) if found.top_up is not None else "No top-up"),
    ]
    if found.top_up is not None:
        rows.append(("Top-up to date, by days", shown.money(found.received)))
    if found.over is not None:
        of = "threshold and top-up together" if found.top_up is not None else "threshold"
        rows.append((f"As planned, against the {of}", shown.difference(found)))
    return [{"key": key, "value": value} for key, value in rows]


def _band(actor: Actor, seen: Record, found: ChildMoney) -> dict[str, str] | None:
    """The band that the council's table gives for the hours that the council agreed, beside what our own support costs."""
    top_up = top_up_on(seen, actor.on)
    pair = band_for(seen, top_up, actor.on) if top_up is not None else None
    if top_up is None or pair is None:
        return None
    table, band = pair
    hours = f"{top_up.hours.normalize():f}" if top_up.hours is not None else ""
    paid = f"{band.name}, {shown.span(band.least, band.most)}" if band is not None else "No band"
    return {
        "hours": hours,
        "paid": paid,
        "table": f"{table.council}, {table.scheme}",
        "found": table.found,
        "own": shown.money(found.cost.expected),
    }


urlpatterns = [path("children/<slug:ref>/money/", child_money_part, name="child-money")]
