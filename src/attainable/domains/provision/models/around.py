"""What goes on around a child's support: meetings on the way into and out of a school, adjustments, diagnoses, and contacts with
the family."""

from typing import Final

from django.db import models

from attainable.dated import Dated, ends_after_it_begins, open_once
from attainable.domains.provision.rules import words

_SHORT: Final = 200


class TransitionMeeting(Dated):
    """A meeting before or after a child moves: what the last setting knew, and what was agreed."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="transition_meetings")
    kind = models.CharField("kind of move", max_length=12, choices=list(words.MOVES.items()))
    attended = models.CharField("who was there", max_length=_SHORT, error_messages={"required": "Enter who was there."})
    known = models.TextField(
        "what the last setting knew", blank=True, help_text="What helps the child, what was tried, what worked, and what did not."
    )
    worries = models.TextField("what the child and the family are worried about", blank=True)
    agreed = models.TextField(
        "what was agreed, who does it and by when", error_messages={"required": "Enter what was agreed, or that nothing was."}
    )
    visits = models.TextField("visits and first days", blank=True, help_text="For example, two visits without other children.")
    look_again_on = models.DateField("date to look again", null=True, blank=True)
    withdrawn_why = models.TextField("why it was withdrawn", blank=True)

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("transition_meeting"),)


class Adjustment(Dated):
    """Something that is done otherwise for a child from a day on: in lessons, in tests, on visits, at home; or equipment."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="adjustments")
    kind = models.CharField(max_length=12, choices=list(words.ADJUSTMENTS.items()))
    what = models.CharField("what is done", max_length=_SHORT, error_messages={"required": "Enter what is done."})
    why = models.TextField("why the child needs it", error_messages={"required": "Say why the child needs it."})
    owner = models.CharField("who sees to it", max_length=150, error_messages={"required": "Enter who sees to it."})
    agreed = models.BooleanField("the family has agreed", default=False)
    review_on = models.DateField("date to look again", null=True, blank=True)
    worked = models.TextField("how well it works", blank=True)
    why_ended = models.TextField("why it ended", blank=True)

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("adjustment"), open_once("adjustment_once", "kind", "what"))


class Diagnosis(Dated):
    """A diagnosis that is sought, or was made or ruled out. Support depends on need, and not on it."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="diagnoses")
    condition = models.CharField("condition", max_length=100, error_messages={"required": "Enter the condition."})
    state = models.CharField("how far it is", max_length=10, choices=list(words.DIAGNOSES.items()))
    by = models.CharField("who assesses", max_length=150, blank=True, help_text="For example, the community paediatrics service.")
    decided_on = models.DateField("date of the outcome", null=True, blank=True)
    known_from = models.CharField("how the school knows", max_length=_SHORT, blank=True, help_text="For example, a letter.")
    why_ended = models.TextField("why it is no longer in the record", blank=True)

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("diagnosis"), open_once("diagnosis_once", "condition"))


class FamilyContact(Dated):
    """A contact with the family: when, how, who with, what about, and what follows."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="family_contacts")
    way = models.CharField("how", max_length=10, choices=list(words.WAYS.items()))
    person = models.CharField("who it was with", max_length=150, error_messages={"required": "Enter who it was with."})
    about = models.TextField("what was said", error_messages={"required": "Enter what was said."})
    answer_on = models.DateField("date to answer or call back", null=True, blank=True)
    answered = models.TextField("what followed", blank=True)
    by_name = models.CharField("recorded by", max_length=150)
    withdrawn_why = models.TextField("why it was withdrawn", blank=True)

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("family_contact"),)
