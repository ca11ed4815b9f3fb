"""Who may see what, as tables: for the page in the application and for docs/permissions.md. Knows no Django."""

from dataclasses import dataclass
from typing import Final

from attainable.accounts.roles import Kind, Reach, Role, table

KINDS: Final = {
    Kind.SCHOOL: "school",
    Kind.FEDERATION: "federation",
    Kind.TRUST: "trust",
    Kind.AUTHORITY: "authority",
    Kind.HEALTH: "health service",
    Kind.PARTNER: "partner",
    Kind.BOARD: "board",
    Kind.FAMILY: "family",
}
REACHES: Final = {
    Reach.OWN: (
        "Own",
        "The person's own record. For a carer: the children they have responsibility for and may have information about.",
    ),
    Reach.NAMED: ("Named", "Children the person is assigned to."),
    Reach.TAUGHT: ("Taught", "Children in the groups the person teaches."),
    Reach.SCHOOL: ("School", "Children on roll at the person's school, or at a school of their federation or trust."),
    Reach.RESIDENT: ("Resident", "Children on the SEN register who live in the person's authority."),
    Reach.WITHOUT_SCHOOL: (
        "Without a school",
        "Children on the SEN register who live in the person's authority and are recorded as at no school: educated at home, no "
        "school named, or awaiting a place.",
    ),
    Reach.AUTHORITY: ("Authority", "Children on the SEN register who live in, or go to school in, the person's authority."),
    Reach.INVOLVED: (
        "Involved",
        "Children the person's organisation is involved with, while the involvement lasts. If it is based on consent, while "
        "the consent lasts.",
    ),
    Reach.ORGANISATION: ("Organisation", "The person's organisation itself: its people, its audit, its figures."),
    Reach.ALL: ("All", "Everything in this installation."),
}
# Roles side by side, few enough for a page. Each role stands in one group.
_GROUPS: Final = (
    ("In schools", ("class-teacher", "teaching-assistant", "senco", "headteacher", "governor")),
    ("In the authority: cases and plans", ("case-officer", "delegated-officer", "panel-member", "plan-writer")),
    ("In the authority: schools, places, figures", ("adviser", "place-planner", "analyst")),
    ("In health services, partners and boards", ("educational-psychologist", "health-professional", "board-member")),
    ("Everywhere, and families", ("administrator", "parent", "young-person")),
)
BEYOND: Final = (
    "Only the people named for a restricted record can see it, whatever their role.",
    "Access lasts as long as the reason for it. It ends when a child leaves, when an involvement or consent ends, or when a "
    "membership ends.",
    "In an emergency a person can open a record that their role does not cover, for an hour. They must give a reason. We "
    "report it, and somebody reviews it.",
    "A second person must confirm that somebody becomes headteacher, case officer, delegated officer or administrator, and that "
    "a school joins a federation or trust.",
    "The audit logs every view of a child's record and every change.",
)


@dataclass(frozen=True, slots=True)
class Group:
    """Roles side by side: `rows` are (permission in words, what each role has of it)."""

    title: str
    roles: tuple[Role, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def groups() -> list[Group]:
    """The whole table in groups of roles. Permissions that no role of a group has are left out of it."""
    declared = table().permissions
    made = []
    for title, ids in _GROUPS:
        roles = tuple(table().role(role) for role in ids)
        rows = tuple(
            (words, tuple(_cell(role, permission) for role in roles))
            for permission, words in declared.items()
            if any(permission in role.may for role in roles)
        )
        made.append(Group(title, roles, rows))
    return made


def _cell(role: Role, permission: str) -> str:
    reach = role.may.get(permission)
    return REACHES[reach][0] if reach else "–"


def held_in(role: Role) -> str:
    """Where a role can be held, in words."""
    return ", ".join(KINDS[kind] for kind in role.organisations)


def page() -> str:
    """docs/permissions.md, without the line that names its source."""
    lines = ["The word in a table says which children or people the permission covers:", "", "| word | means |", "|---|---|"]
    lines += [f"| {word} | {means} |" for word, means in REACHES.values()]
    lines += [
        "",
        *(f"- {sentence}" for sentence in BEYOND),
        "",
        "## Roles",
        "",
        "| role | in words | people in |",
        "|---|---|---|",
    ]
    lines += [f"| {role.label} | {role.words} | {held_in(role)} |" for role in table().roles]
    for group in groups():
        lines += ["", f"## {group.title}", "", f"| permission | {' | '.join(role.label for role in group.roles)} |"]
        lines.append("|---" * (len(group.roles) + 1) + "|")
        lines += [f"| {words} | {' | '.join(cells)} |" for words, cells in group.rows]
    return "\n".join(lines) + "\n"
