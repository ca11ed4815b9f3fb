"""Fictional rows of declared facts, for domains that bring no maker of their own: each fact says what a child could have."""

import random
from typing import Any, ClassVar

from attainable.records.fact import Fact
from attainable.records.making.maker import Maker
from attainable.records.subject import subject


class FactMaker(Maker):
    """Makes the rows of one domain's facts, the same ones for a seed."""

    facts: ClassVar[tuple[Fact, ...]] = ()

    def finish(self) -> None:
        children = list(subject().model.objects.order_by("pk").values_list("pk", "date_of_birth"))
        for fact in self.facts:
            self._write(fact, children)

    def _write(self, fact: Fact, children: list[tuple[int, Any]]) -> None:
        columns: dict[str, list[Any]] = {"child_id": []}
        for key, born in children:
            chance = random.Random(f"{self.setting.seed} {fact.name} {key}")  # noqa: S311  (nothing secret is drawn)
            for values in fact.demo(chance, born, self.setting.on) if fact.demo else ():
                columns["child_id"].append(key)
                for name, value in fact.where({**fact.fixed, **values}).items():
                    columns.setdefault(name, []).append(value)
        self.setting.sink.add(fact.model, len(columns["child_id"]), **columns)

    @classmethod
    def holds(cls) -> bool:
        return all(fact.model._default_manager.exists() for fact in cls.facts)


def maker_of(facts: tuple[Fact, ...]) -> type[Maker]:
    """A maker of these facts."""
    return type("MakerOfFacts", (FactMaker,), {"facts": facts})
