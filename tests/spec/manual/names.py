"""How a child is found by name."""

from typing import Any, Final

from tests.spec.manual.page import Chapter, Rule, yes

_NAMES: Final = {"Zoë Twin-O'Hara": "twin_two", "Lía Twin-O'Hara": "twin_one", "Sasha Split, known as Sash": "split"}


def _finds(world: Any, typed: str, name: str) -> str:
    from tests.records.people.changes.desk import Desk

    answer = Desk(world, "senco_oak").client.post("/search/", {"q": typed})
    assert answer.status_code == 200
    return yes(f"/children/{world.ref(_NAMES[name])}/" in answer.content.decode())


CHAPTER: Final = Chapter(
    "Finding a child",
    "A search finds only children whose records you can see.",
    (
        Rule(
            "You can type the beginning of each name, with or without accents and marks",
            "Capital letters, accents and hyphens make no difference, and names can be in any order. You can also type the name "
            "that a child is known by.",
            "A rule of this system: people spell names in different ways",
            ("You type", "The child's name"),
            "Is the child found?",
            (
                ("zoe", "Zoë Twin-O'Hara", "Yes"),
                ("ZOË twin", "Zoë Twin-O'Hara", "Yes"),
                ("hara zoe", "Zoë Twin-O'Hara", "Yes"),
                ("twinohara", "Zoë Twin-O'Hara", "Yes"),
                ("har", "Zoë Twin-O'Hara", "Yes"),
                ("ara", "Zoë Twin-O'Hara", "No"),
                ("zoe smith", "Zoë Twin-O'Hara", "No"),
                ("twin", "Lía Twin-O'Hara", "Yes"),
                ("zoe twin", "Lía Twin-O'Hara", "No"),
                ("sash", "Sasha Split, known as Sash", "Yes"),
                ("sasha", "Sasha Split, known as Sash", "Yes"),
            ),
            _finds,
            needs="records",
        ),
    ),
)
