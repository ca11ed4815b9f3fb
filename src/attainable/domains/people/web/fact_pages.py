"""The pages of declared facts: add, change, end and withdraw, each a `Change` as any other."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web.changes import Change, Keys, plain_form
from attainable.domains.people.web.forms import WithdrawForm
from attainable.govuk.forms import DateField
from attainable.records.draft import Draft, fault
from attainable.records.fact import Fact, Holds, Page
from attainable.records.forms import RecordForm, form_of
from attainable.records.held import all_rows, current
from attainable.records.words import in_a_line

type Apply = Callable[[Draft, Keys, dict[str, Any]], None]


def fact_pages(facts: Iterable[Fact]) -> list[Change]:
    """A page for each way of changing each fact."""
    return [change for fact in facts if fact.by_page for change in _pages_of(fact)]


def _pages_of(fact: Fact) -> Iterator[Change]:
    if fact.add and not fact.add.elsewhere:
        yield _change(fact, fact.add, f"add-{fact.name}", f"{fact.name}/add/", _add_form(fact, fact.add), _add(fact))
    if fact.change and not fact.change.elsewhere:
        page, address = fact.change, f"{fact.name}/<int:row>/change/"
        yield _change(fact, page, f"change-{fact.name}", address, _change_form(fact, page), _correct(fact), about=True)
    if fact.end:
        page, address = fact.end, f"{fact.name}/<int:row>/end/"
        yield _change(fact, page, f"end-{fact.name}", address, _end_form(fact, page), _end(fact), about=True)
    if fact.withdraw:
        address = f"{fact.name}/<slug:row>/withdraw/"
        form = plain_form(WithdrawForm)
        yield _change(fact, fact.withdraw, f"withdraw-{fact.name}", address, form, _withdraw(fact))


def _change(
    fact: Fact, page: Page, name: str, address: str, form: Any, apply: Callable[..., object], *, about: bool = False
) -> Change:
    return Change(
        name=page.name or name,
        address=page.address or address,
        permission=fact.permission,
        title=page.title,
        button=page.button,
        done=page.done,
        back=page.back or fact.part,
        form=form,
        apply=apply,
        words=page.words,
        warning=page.warning,
        about=_about(fact) if about else None,
    )


def _add_form(fact: Fact, page: Page) -> Callable[[Actor, Record, Keys, Any], RecordForm]:
    return lambda actor, seen, keys, posted: form_of(fact, page, actor, posted, {"version": seen.child.version})


def _change_form(fact: Fact, page: Page) -> Callable[[Actor, Record, Keys, Any], RecordForm]:
    def make(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
        row = _row_of(fact, seen, keys)
        own = fact.plain(row) if row is not None else {}
        return form_of(fact, page, actor, posted, {**own, "version": seen.child.version})

    return make


def _end_form(fact: Fact, page: Page) -> Callable[[Actor, Record, Keys, Any], RecordForm]:
    """A confirmation; with the last day, or the reason, where the page asks for it."""
    with_reason = plain_form(WithdrawForm)

    def make(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
        _row_of(fact, seen, keys)
        if "why" in (page.asks or ()):
            return with_reason(actor, seen, keys, posted)
        form = RecordForm(posted, initial={"version": seen.child.version, "until_date": actor.on})
        if "until_date" in (page.asks or ()):
            form.fields["until_date"] = DateField(label="Last day")
            form.word_all()
        return form

    return make


def _add(fact: Fact) -> Apply:
    def apply(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
        given = {**fact.fixed, **values}
        if fact.is_value:
            draft.put(fact, draft.completed(fact, given))
        else:
            # A span keeps its own reason, which only those who may open that part of the record can read.
            draft.add(fact, given, why=values.get("why", "") if fact.holds is Holds.DECISION else "")

    return apply


def _correct(fact: Fact) -> Apply:
    def apply(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
        _with_row(fact, draft, keys, lambda row: draft.correct(fact, row, values))

    return apply


def _end(fact: Fact) -> Apply:
    def apply(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
        why = values.get("why", "").strip()
        also = {fact.reason: why} if fact.reason else {}
        last = values.get("until_date")
        if last is not None and last > draft.by.on:
            draft.refuse([fault("until_date", "The date must be today or earlier.")])
            return
        _with_row(fact, draft, keys, lambda row: draft.end(fact, row, day=values.get("until_date"), why=why, **also))

    return apply


def _withdraw(fact: Fact) -> Apply:
    def apply(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
        (ref,) = keys.values()
        row = next((row for row in draft.rows(fact) if row.ref == ref), None)
        if row is None:
            draft.refuse([fault("", "This has already been withdrawn.")])
        else:
            draft.withdraw(fact, row, why=values["why"])

    return apply


def _with_row(fact: Fact, draft: Draft, keys: Keys, do: Callable[[Any], None]) -> None:
    key = _named(keys)
    row = next((row for row in draft.rows(fact) if row.pk == key), None)
    if row is None:
        draft.refuse([fault("", "This has already ended.")])
    else:
        do(row)


def _named(keys: Mapping[str, Any]) -> Any:
    """The one thing that the address names besides the child."""
    (key,) = keys.values()
    return key


def _row_of(fact: Fact, seen: Record, keys: Keys) -> Any:
    """The row that the address names; None for one that has ended since. Http404 for one that this child never had."""
    key, child = _named(keys), seen.child.pk
    row = next((row for row in current(fact, [child]) if row.pk == key), None)
    if row is None and not any(known.pk == key for known in all_rows(fact, [child])):
        raise Http404
    return row


def _about(fact: Fact) -> Callable[[Actor, Record, Keys], str]:
    def words(actor: Actor, seen: Record, keys: Keys) -> str:
        row = _row_of(fact, seen, keys)
        return in_a_line(fact, row) if row is not None else ""

    return words
