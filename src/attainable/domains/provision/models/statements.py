"""Observable statements: what the staff of a school can tick when they raise a concern."""

from django.db import models
from django.db.models import Q

from attainable.accounts.models import Organisation
from attainable.dated import new_ref
from attainable.domains.provision.rules import words


class Statement(models.Model):
    """Something that staff can see, in the words of a school. A concern keeps the words, so a statement that is no longer offered
    stays readable where it was ticked."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="statements")
    area = models.CharField("area of need", max_length=10, choices=list(words.AREAS.items()))
    words = models.CharField("what staff can see", max_length=150)
    place = models.PositiveSmallIntegerField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("place", "pk")
        constraints = (
            models.UniqueConstraint("organisation", "words", name="statement_once", condition=Q(retired_on__isnull=True)),
        )

    def __str__(self) -> str:
        return self.words
