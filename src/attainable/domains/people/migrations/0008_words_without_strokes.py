"""Names with letters that have strokes, and parts of double names, become findable by a plain spelling."""

from django.db import migrations

from attainable.domains.people.rules import words_of

CHUNK = 2000


def write_words(apps, schema_editor):
    Child, NameWord = apps.get_model("people", "Child"), apps.get_model("people", "NameWord")
    new = []
    for pk, *names in Child.objects.values_list("pk", "forename", "surname", "known_as").iterator(chunk_size=CHUNK):
        # Words of plain letters are what they were.
        if all(name.isascii() and name.isalpha() for name in names if name):
            continue
        wanted, held = words_of(*names), set(NameWord.objects.filter(child=pk).values_list("word", flat=True))
        NameWord.objects.filter(child=pk, word__in=held - wanted).delete()
        new += [NameWord(child_id=pk, word=word) for word in wanted - held]
    NameWord.objects.bulk_create(new, batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = (("people", "0007_ended_at_a_moment"),)
    operations = (migrations.RunPython(write_words, migrations.RunPython.noop),)
