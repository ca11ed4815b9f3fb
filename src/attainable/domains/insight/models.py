"""Questions that people keep."""

from django.conf import settings
from django.db import models

from attainable.accounts.models import Organisation
from attainable.dated import new_ref


class SavedQuestion(models.Model):
    """A question under a name. Its value is never changed: another question is another row."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=100)
    measure = models.CharField(max_length=60)
    question = models.JSONField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    shared = models.BooleanField(default=False, help_text="With other people in the organisation who may see evidence.")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint("owner", "name", name="saved_question_named_once"),)
