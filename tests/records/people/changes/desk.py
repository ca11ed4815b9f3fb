"""A person at a desk: signs in, opens pages, and sends the forms on them as a browser would. Nothing here knows how a change is
made: a form is what the page shows, and what it did is what the pages show afterwards."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import lxml.html
from django.test import Client
from django.urls import resolve, reverse
from tests.records.signing import gave_the_password
from tests.records.world import World

PARTS = (
    "child",
    "child-history",
    "child-family",
    "child-details",
    "child-support",
    "child-support-plan",
    "child-provision",
    "child-money",
    "child-agencies",
    "child-adjustments",
    "child-ehc",
    "concerns",
)
# What an entry on a page is, besides a row of a table: a row of a list, a card, a step of the history.
_ENTRY = re.compile(r"govuk-summary-list__row|govuk-summary-card(?!_)|app-timeline__item")


@dataclass
class Paper:
    """A form as a page shows it, with what is in it already."""

    address: str
    form: Any
    values: dict[str, list[str]]

    def filled(self, typed: Mapping[str, Any]) -> dict[str, list[str]]:
        """What a browser sends once somebody has typed this. Choices are named as the page names them."""
        sent = dict(self.values)
        for name, value in typed.items():
            if isinstance(value, dt.date):
                parts = {"day": value.day, "month": value.month, "year": value.year}
                sent |= {f"{name}_{part}": [str(number)] for part, number in parts.items()}
            elif value == "" and f"{name}_day" in sent:
                sent |= {f"{name}_{part}": [""] for part in ("day", "month", "year")}
            elif value is None or value is False:
                sent.pop(name, None)
            elif value is True:
                sent[name] = ["on"]
            else:
                wanted = value if isinstance(value, list) else [value]
                sent[name] = [self._choice(name, str(one)) for one in wanted]
        return sent

    @property
    def first(self) -> str:
        """The first field that can be seen, to which errors of the whole form lead; none where there is nothing to enter."""
        seen = self.form.xpath('.//input[not(@type="hidden")]/@name | .//select/@name | .//textarea/@name')
        return _field(str(seen[0])) if seen else ""

    def _choice(self, name: str, wanted: str) -> str:
        """The value of the option that the page calls so; the text itself where the page offers no such option."""
        for option in self.form.xpath(f'.//select[@name="{name}"]/option'):
            if option.text_content().strip() == wanted:
                return str(option.get("value"))
        for box in self.form.xpath(f'.//input[@name="{name}"][@type="radio" or @type="checkbox"]'):
            labels = self.form.xpath(f'.//label[@for="{box.get("id")}"]')
            if labels and labels[0].text_content().strip() == wanted:
                return str(box.get("value"))
        return wanted


@dataclass
class Desk:
    """Somebody of the tiny world, signed in."""

    world: World
    who: str
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.force_login(self.world.accounts[self.who])
        gave_the_password(self.client, self.world.accounts[self.who])

    def sees(self, child: str) -> bool:
        """Whether the record opens; one that doesn't answers as if there were none."""
        status = self.client.get(reverse("child", args=[self.world.ref(child)])).status_code
        assert status in (200, 404)
        return status == 200

    def reads(self, page: str, *args: str) -> str:
        return text_of(self.client.get(reverse(page, args=args)))

    def address(self, page: str, child: str, about: str) -> str:
        """The address of a change: of the record, or of that entry of it which says `about`, as its link gives it."""
        if not about:
            return reverse(page, args=[self.world.ref(child)])
        for part in PARTS:
            answer = self.client.get(reverse(part, args=[self.world.ref(child)] if part.startswith("child") else []))
            for link in _main(answer).iterlinks() if answer.status_code == 200 else ():
                anchor, href = link[0], link[2]
                entry = next(
                    (up for up in anchor.iterancestors() if up.tag == "tr" or _ENTRY.search(up.get("class") or "")), None
                )
                leads = href.startswith("/") and resolve(href.partition("?")[0]).url_name == page
                if leads and entry is not None and about in _plain(entry):
                    return str(href)
        raise AssertionError(f"{self.who} is offered no link to {page} for {about}")

    def opens(self, address: str) -> Paper:
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return paper_of(answer, address)

    def sends(self, paper: Paper, typed: Mapping[str, Any] | None = None) -> Any:
        return self.client.post(paper.address, paper.filled(typed or {}))


def paper_of(answer: Any, address: str) -> Paper:
    """The form of a page, the one in its main part."""
    (form,) = _main(answer).xpath('.//form[@method="post"]')
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return Paper(address, form, values)


def text_of(answer: Any) -> str:
    """The words of a page's main part."""
    return _plain(_main(answer))


def errors_of(answer: Any) -> dict[str, str]:
    """What the summary of errors says, by the field to which each error leads (none: there is nothing to enter)."""
    found: dict[str, str] = {}
    main = _main(answer)
    for item in main.xpath('.//*[contains(@class, "govuk-error-summary__list")]/li'):
        target = next((link.get("href", "") for link in item.xpath(".//a")), "").removeprefix("#")
        fields = main.xpath(f'.//*[@id="{target}"]') if target else []
        assert fields or not target, f"an error leads nowhere: {target}"
        name = _field(fields[0].get("name") or target) if fields else ""
        found[name] = f"{found.get(name, '')} {_plain(item)}".strip()
    return found


def _field(name: str) -> str:
    """The name of a field by that of its input: a date has three."""
    return re.sub("_(day|month|year)$", "", name)


def _is_entry(element: Any) -> bool:
    return element.tag == "tr" or bool(_ENTRY.search(element.get("class") or ""))


def _main(answer: Any) -> Any:
    (main,) = lxml.html.fromstring(answer.content.decode()).xpath("//main")
    return main


def _plain(element: Any) -> str:
    for script in element.xpath(".//script | .//style"):
        script.drop_tree()
    return " ".join(element.text_content().split())
