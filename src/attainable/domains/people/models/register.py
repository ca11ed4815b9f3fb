"""The SEN register: changes of provision and of needs. Rows are never changed; a wrong one is withdrawn, with who and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attainable.accounts.models import new_ref
from attainable.domains.people.models.children import Child


class Decided(models.Model):
    """A dated row that somebody decided, for a reason; it can be withdrawn as wrong and is then passed over."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    from_date = models.DateField("from")
    why = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=150, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ("-from_date", "-id")


class ProvisionChange(Decided):
    """From this day the child has this provision: a census code (N, K, E; A, P, S in older years), and where support has a
    plan of a kind that is declared in plan_kinds.yaml, which."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="provision_changes")
    provision = models.CharField(max_length=1)
    plan_kind = models.CharField(max_length=30, blank=True)
    evidence = models.TextField(blank=True)

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
    """One need of a set: rank 1 is the primary need. `evidence` says what it rests on and whose assessment it is."""

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
