"""Texts in a SQLite database that PostgreSQL would refuse, because they are longer than their columns."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connections

from attainable.records.lengths import limited
from attainable.values.problem import Problem
from attainable.website.backups.rows import tables_of


def too_long(using: str = "default") -> Iterator[Problem]:
    """Each column that has such texts, and how many. Reads every table once."""
    connection = connections[using]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in tables_of(apps):
            if not (columns := limited(model)):
                continue
            table = model._meta.db_table
            sums = ", ".join(f"SUM(LENGTH({quote(column)}) > {most})" for _, column, _, most in columns)
            cursor.execute(f"SELECT {sums} FROM {quote(table)}")  # noqa: S608  (our own tables)
            for (_, column, _, most), count in zip(columns, cursor.fetchone(), strict=True):
                if count:
                    texts = f"{count:,} texts in {table}.{column} are" if count > 1 else f"1 text in {table}.{column} is"
                    yield Problem("too-long", f"{texts} longer than {most:,} characters.", "Shorten them on the pages.")
