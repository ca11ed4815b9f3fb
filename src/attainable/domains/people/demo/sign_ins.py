"""The accounts with which to try each role: which they are, and one password for all of them."""

import datetime as dt
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import Count, Q, QuerySet

from attainable.accounts.models import Account, Membership, Organisation
from attainable.accounts.roles import table
from attainable.domains.people.demo.establishments import Establishments, federated
from attainable.domains.people.models import Assignment, Carer, Child, Standing, TeachingGroup
from attainable.domains.people.rules import DECIDES_FROM
from attainable.records.making.maker import SignIn
from attainable.values import clock

_DOMAIN: Final = "fictionshire.example"
# Part of the address before the @: role, body of the county.
_OF_BODIES: Final = {
    "senco-federation": ("senco", "federation"),
    "head-trust": ("headteacher", "trust"),
    "officer": ("case-officer", "county"),
    "delegated-officer": ("delegated-officer", "county"),
    "panel-member": ("panel-member", "county"),
    "officer-neighbour": ("case-officer", "neighbour"),
    "plan-writer": ("plan-writer", "county"),
    "psychologist": ("educational-psychologist", "county"),
    "psychologist-partner": ("educational-psychologist", "psychologists"),
    "adviser": ("adviser", "county"),
    "planner": ("place-planner", "county"),
    "analyst": ("analyst", "county"),
    "administrator-county": ("administrator", "county"),
    "therapist": ("health-professional", "therapies"),
    "doctor": ("health-professional", "community"),
    "hospital": ("health-professional", "hospital"),
    "board": ("board-member", "board"),
}
_OF_SCHOOL: Final = {"senco": "senco", "head": "headteacher", "governor": "governor", "administrator": "administrator"}
ORDER: Final = (
    "teacher",
    "assistant",
    "senco",
    "senco-next",
    "senco-federation",
    "head",
    "head-trust",
    "governor",
    "officer",
    "delegated-officer",
    "panel-member",
    "officer-neighbour",
    "plan-writer",
    "psychologist",
    "psychologist-partner",
    "adviser",
    "therapist",
    "doctor",
    "hospital",
    "planner",
    "analyst",
    "board",
    "administrator",
    "administrator-county",
    "parent",
    "young-person",
)


def name_people(places: Establishments, password: str | None) -> None:
    """Give the accounts to try their addresses, and the password if there is one."""
    found = _of_bodies(places) | _of_schools(places)
    families = Organisation.objects.get(pk=places.bodies["families"])
    found["parent"] = _parent(families)
    found["young-person"] = _young_person(families)
    for key, account in found.items():
        account.email = f"{key}@{_DOMAIN}"
    Account.objects.bulk_update(found.values(), ["email"], batch_size=100)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=account, email=account.email, verified=True, primary=True) for account in found.values()
    )
    if password:
        set_password(password)


def sign_ins() -> list[SignIn]:
    """The accounts to try, in the order of the table of roles."""
    rows = Membership.objects.filter(account__email__in=_emails()).select_related("account", "organisation")
    by_email = {row.account.email: row for row in rows.order_by("-pk")}
    return [
        SignIn(email, row.account.name, table().role(row.role).label, row.organisation.name, table().role(row.role).words)
        for email in _emails()
        if (row := by_email.get(email))
    ]


def _emails() -> list[str]:
    return [f"{key}@{_DOMAIN}" for key in ORDER]


def set_password(password: str) -> int:
    return Account.objects.filter(email__in=_emails()).update(password=make_password(password))


def _of_bodies(places: Establishments) -> dict[str, Account]:
    return {key: _holder(role, places.bodies[body]) for key, (role, body) in _OF_BODIES.items()}


def _of_schools(places: Establishments) -> dict[str, Account]:
    """People of the primary school with the fullest register, and the SENCO of the school beside it."""
    primaries = {site.key: site for site in places.of_phase("PS")}
    for site in federated(places):
        del primaries[site.key]
    on_register = Standing.objects.filter(on_register=True, school__in=list(primaries)).values_list("school")
    by_number = [key for key, _ in on_register.annotate(many=Count("pk")).order_by("-many", "school")]
    school = by_number[0]
    # In a tiny county there may be no other primary school in the district.
    beside = min(primaries.keys() - {school}, key=lambda key: (primaries[key].district != primaries[school].district, key))
    found = {key: _holder(role, school) for key, role in _OF_SCHOOL.items()}
    found["senco-next"] = _holder("senco", beside)
    found["teacher"] = _teacher(school)
    found["assistant"] = _assistant(school)
    return found


def _holder(role: str, organisation: int) -> Account:
    rows = Membership.objects.filter(role=role, organisation=organisation).select_related("account")
    return rows.order_by("pk")[0].account


def _teacher(school: int) -> Account:
    """Of the class with the most children on the register."""
    registered = Count("members", filter=Q(members__child__standing__on_register=True))
    group = TeachingGroup.objects.filter(school=school).annotate(many=registered).order_by("-many", "pk")[0]
    return group.staff.select_related("account").order_by("pk")[0].account


def _assistant(school: int) -> Account:
    rows = Assignment.objects.filter(organisation=school, part="support").values("account")
    row = rows.annotate(many=Count("pk")).order_by("-many", "account").first()
    return Account.objects.get(pk=row["account"]) if row else _holder("teaching-assistant", school)


def _parent(families: Organisation) -> Account:
    """A carer of two children at two schools, one with a plan if possible."""
    with_plan = Count("responsibilities", filter=Q(responsibilities__child__standing__provision="E"))
    carers = (
        Carer.objects.filter(account__isnull=True, responsibilities__may_see=True)
        .annotate(
            children=Count("responsibilities"),
            plans=with_plan,
            schools=Count("responsibilities__child__standing__school", distinct=True),
        )
        .filter(children=2, schools=2)
        .order_by("-plans", "pk")
    )
    carer = carers.filter(plans=1).first() or carers.first() or Carer.objects.order_by("pk")[0]
    account = _account(families, "parent", carer.name)
    carer.account = account
    carer.save(update_fields=["account"])
    return account


def _young_person(families: Organisation) -> Account:
    """Somebody over 16 and under 18 with a plan; the oldest there is, failing that."""
    child = _with_plan().filter(date_of_birth__lte=_birthday(DECIDES_FROM)).order_by("-date_of_birth", "pk").first()
    child = child or _with_plan().order_by("date_of_birth", "pk")[0]
    account = _account(families, "young-person", child.name)
    child.account = account
    child.save(update_fields=["account"])
    return account


def _with_plan() -> QuerySet[Child]:
    return Child.objects.filter(standing__on_register=True, standing__restricted=False)


def _birthday(years: int) -> dt.date:
    today = clock.today()
    return dt.date(today.year - years, today.month, min(today.day, 28))


def _account(families: Organisation, role: str, name: str) -> Account:
    account = Account.objects.create(email=f"new-{role}@{_DOMAIN}", name=name, password=make_password(None))
    Membership.objects.create(account=account, organisation=families, role=role, from_date=clock.today() - dt.timedelta(200))
    return account
