"""The SEN register: changes of provision and of needs. Rows are never changed; a wrong one is withdrawn, with who and why."""

from django.db import models
from django.db.models import Q

from attainable.dated import Decided
from attainable.domains.people.models.children import Child


class ProvisionChange(Decided):
    """From this day the child has this provision: a census code (N, K, E; A, P, S in older years), and where support has a
    plan of a kind that is declared in plan_kinds.yaml, which."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="provision_changes")
    provision = models.CharField(max_length=1, error_messages={"required": "Choose the provision."})
    plan_kind = models.CharField("kind of plan", max_length=30, blank=True, help_text="Only if there is a written plan.")
    evidence = models.TextField(blank=True, help_text="Assessments, observations or advice.")

    class Meta(Decided.Meta):
        constraints = (
            models.UniqueConstraint("child", "from_date", name="one_provision_a_day", condition=Q(withdrawn_at__isnull=True)),
            models.CheckConstraint(name="provision_known", condition=Q(provision__in=list("NKESAPQ"))),
        )


class NeedSet(Decided):
    """From this day these are the child's needs, in order."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="need_sets")

    class Meta(Decided.Meta):
        constraints = (
            models.UniqueConstraint("child", "from_date", name="one_need_set_a_day", condition=Q(withdrawn_at__isnull=True)),
        )


class Need(models.Model):
    """One need of a set: rank 1 is the primary need. `evidence` describes the evidence and whose assessment it is."""

    set = models.ForeignKey(NeedSet, models.CASCADE, related_name="needs")
    rank = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=4)
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ("rank",)
        constraints = (
            models.UniqueConstraint("set", "rank", name="need_rank_once"),
            models.UniqueConstraint("set", "code", name="need_code_once"),
            models.CheckConstraint(name="need_rank_from_one", condition=Q(rank__gte=1)),
        )
