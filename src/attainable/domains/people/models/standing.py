"""The current state of each child. Calculated from the dated rows by `standing.py`, never entered: `doctor` compares the two."""

from django.db import models

from attainable.accounts.models import Organisation
from attainable.domains.people.models.children import Child
from attainable.domains.people.models.schools import School


class Standing(models.Model):
    """One row a child: what lists, search and access ask about, as at the day that `RolledTo` says."""

    child = models.OneToOneField(Child, models.CASCADE, primary_key=True, related_name="standing")
    sort_name = models.CharField(max_length=202)
    school = models.ForeignKey(School, models.SET_NULL, null=True, related_name="+", db_index=False)
    second_school = models.ForeignKey(School, models.SET_NULL, null=True, related_name="+")
    school_authority = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+", db_index=False)
    home_authority = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+", db_index=False)
    cohort = models.SmallIntegerField(help_text="Academic year of Reception: the year group is this year less the cohort.")
    provision = models.CharField(max_length=1, default="N")
    on_register = models.BooleanField(default=False)
    primary_need = models.CharField(max_length=4, blank=True)
    restricted = models.BooleanField(default=False)
    holds_until = models.DateField(null=True, help_text="Last day before something dated begins or ends.")

    class Meta:
        indexes = (
            models.Index(fields=("school", "on_register", "sort_name"), name="standing_school"),
            models.Index(fields=("home_authority", "on_register", "sort_name"), name="standing_home"),
            models.Index(fields=("school_authority", "on_register", "sort_name"), name="standing_educated"),
            models.Index(fields=("home_authority", "provision", "primary_need", "sort_name"), name="standing_home_need"),
            # Counts of an authority's register out of the index alone.
            models.Index(
                fields=("home_authority", "on_register", "provision", "restricted", "child"), name="standing_home_counts"
            ),
            models.Index(fields=("holds_until",), name="standing_holds_until"),
        )


class NameWord(models.Model):
    """A word by which a child is found: plain lower-case letters and digits out of each of their names."""

    word = models.CharField(max_length=40)
    child = models.ForeignKey(Child, models.CASCADE, related_name="words", db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint("word", "child", name="name_word_once"),)


class RolledTo(models.Model):
    """The day as at which standings hold: one row."""

    day = models.DateField()
