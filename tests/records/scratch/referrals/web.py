"""The page of this domain, and its task for the home page."""

from attainable.domains.referrals.models import Referral
from django.http import HttpRequest, HttpResponse
from django.urls import path

from attainable.accounts.web.guards import page, who
from attainable.domains.people.queries.work import Task
from attainable.domains.people.visibility import visible


def waiting(actor, most=8):
    open_now = Referral.objects.filter(until_date__isnull=True).values("child")
    rows = visible(actor, "referral.change").filter(pk__in=open_now).select_related("child", "school__organisation")
    return Task("referrals-open", rows.count(), list(rows[:most]))


@page("referral.change")
def referrals(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{waiting(who(request)).count} waiting")


urlpatterns = [path("referrals/", referrals, name="referrals")]
