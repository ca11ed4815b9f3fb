"""Runs of imports, their rows, and how columns were mapped. What a file held is kept for `IMPORT_DAYS`, then only the counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attainable.accounts.models import Organisation
from attainable.dated import new_ref
from attainable.records.imports import Outcome


class Status(models.TextChoices):
    """The state of a run. Only the worker moves it out of those in `BUSY`."""

    MAPPING = "mapping", "Match columns"
    PLANNING = "planning", "Being read"
    PLANNED = "planned", "Ready to check"
    APPLYING = "applying", "Being imported"
    APPLIED = "applied", "Written"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    FAILED = "failed", "Refused"
    LEFT = "left", "Left"


BUSY = (Status.PLANNING, Status.APPLYING, Status.UNDOING)


class ImportRun(models.Model):
    """One file, read once. `shown_name` has no personal data: a file's own name may."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=150)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    format = models.CharField(max_length=20)
    version = models.CharField(max_length=20, blank=True)
    shown_name = models.CharField(max_length=80)
    file_hash = models.CharField(max_length=64)
    file_size = models.BigIntegerField()
    as_at = models.DateField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.MAPPING)
    mapping = models.JSONField(default=dict)
    notes = models.JSONField(default=list, help_text="Problems with the file as a whole.")
    fault = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=150, blank=True)
    undo_why = models.TextField(blank=True)
    keep_until = models.DateField(help_text="The file and the contents of rows are deleted after this day.")
    emptied = models.BooleanField(default=False)

    class Meta:
        ordering = ("-created",)
        indexes = (
            models.Index(fields=("organisation", "-created"), name="run_by_organisation"),
            models.Index(fields=("file_hash",), name="run_by_hash"),
        )
        constraints = (
            models.CheckConstraint(
                name="run_applied_has_moment",
                condition=~Q(status__in=["applied", "undoing", "undone"]) | Q(applied_at__isnull=False),
            ),
        )

    @property
    def busy(self) -> bool:
        return self.status in BUSY

    @property
    def title(self) -> str:
        """The import in words, as the history of a record names it."""
        return f"Import of {self.shown_name.replace('A file', 'a file', 1)}"


class ImportRow(models.Model):
    """A row of a file: the child it was matched with and how, what it would do, what was decided, what was made."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    number = models.PositiveIntegerField(help_text="The row as a spreadsheet counts it.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    has_problems = models.BooleanField(default=False)
    how = models.CharField(max_length=20, blank=True, help_text="What matched the child.")
    # What a file said of a child goes with the child's record.
    child = models.ForeignKey("people.Child", models.CASCADE, null=True, related_name="+")
    candidates = models.JSONField(default=list)
    decision = models.CharField(max_length=30, blank=True)
    decided_by_name = models.CharField(max_length=150, blank=True)
    person = models.BinaryField(null=True)
    plan = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    made = models.JSONField(default=list)
    version = models.PositiveIntegerField(null=True, help_text="Of the record when it was looked at; after writing, since.")

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint("run", "place", name="row_place_once"),)
        indexes = (models.Index(fields=("run", "outcome", "place"), name="row_by_outcome"),)

    @property
    def offered(self) -> dict[int, float]:
        """The children that the row may be about, and how likely each is."""
        likely = {c["child"]: c["likely"] for c in self.candidates}
        return likely if self.child_id is None else {self.child_id: 1.0} | likely


class ColumnMapping(models.Model):
    """How an organisation's columns were mapped the last time that a file had these headings."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    signature = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint("organisation", "signature", name="mapping_once"),)
