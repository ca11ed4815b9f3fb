"""A pack on disk: the document, a tidy file for each result, and what protected it. All of it or nothing."""

import contextlib
import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from attainable.documents import write
from attainable.evidence.backends import Backend
from attainable.evidence.cubes.slices import Slice
from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.release_log import ReleaseLog
from attainable.evidence.papers.export import csv_of
from attainable.evidence.papers.pack import file_stem, pack_document
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.missing_charts import in_words, missing_charts
from attainable.evidence.pupils.pack import PackResults, work_out
from attainable.evidence.pupils.pack_charts import pack_charts
from attainable.evidence.pupils.pack_question import pack_question
from attainable.evidence.tables.reading import TablesFolder
from attainable.values import clock
from attainable.values.areas import Area
from attainable.values.problem import Problem, ProblemsError
from attainable.values.progress import Progress

MANIFEST: Final = "pack.json"


def make_pack(
    folder: TablesFolder,
    backend: Backend,
    profile: Profile,
    out: Path,
    *,
    year: int | None = None,
    formats: Sequence[str] = ("html", "docx", "pdf"),
    charts: Sequence[str] = tuple(pack_charts()),
    on: date | None = None,
    log: Path | None = None,
    progress: Progress | None = None,
    asked: Slice | None = None,
) -> PackResults:
    """Work out every chart and write the pack to `out`, which must be new, empty, or an older pack.

    Raises ProblemsError for an unknown chart or year, a folder that holds something else, and a disk that fails; whatever
    was in `out` is then unchanged.
    """
    which = asked.words(folder.areas) if asked is not None else ""
    _require_askable(charts, logged=log is not None or not profile.threshold, whole=not which)
    _require_room(out)
    question = pack_question(folder, year, asked)
    releases = ReleaseLog(log) if log is not None and profile.threshold else None
    earlier = releases.known(folder.snapshot, profile, which) if releases is not None else None
    cubes = Cubes(folder, backend, asked)
    answers = work_out(cubes, question, profile, charts=tuple(charts), progress=progress, earlier=earlier)
    if not any(answers.results.values()):
        mend = "`attainable tables check` says what is in them."
        raise ProblemsError(Problem("no-figures", "The tables have no figures for any of the charts.", mend))
    if progress is not None:
        progress("Drawing and writing", len(charts) + 1, len(charts) + 2)
    with _replaced(out) as new:
        _write(answers, question.area, folder, new, formats, on or clock.today())
        if releases is not None:
            # Written down first: a release that nobody took is safer than one that nobody knows of.
            releases.add(answers.protected, folder.snapshot, on=on or clock.today(), which=which)
    return answers


@contextlib.contextmanager
def _replaced(out: Path) -> Iterator[Path]:
    """A new folder that takes the place of `out` when all of it has been written; else `out` stays as it was."""
    new = out.with_name(f"{out.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        yield new
        if out.exists():
            shutil.rmtree(out)
        new.rename(out)
    except OSError as error:
        what = f"The pack could not be written: {error.strerror or 'the disk failed'}."
        mend = "Free some space or choose another folder. Nothing was left behind."
        raise ProblemsError(Problem("not-written", what, mend)) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _require_askable(charts: Sequence[str], *, logged: bool, whole: bool) -> None:
    problems = []
    unknown = [chart for chart in charts if chart not in pack_charts()]
    if unknown:
        problems.append(Problem("unknown-chart", f"There is no chart {', '.join(unknown)}.", f"Use {', '.join(pack_charts())}."))
    if not logged and not whole:
        problems.append(
            Problem(
                "part-without-log",
                "You asked for a part of the pupils. Beside a release of all of them, the others would come out by subtraction.",
                "Name a log of releases with --log, so that we can check it, or use --profile internal.",
            )
        )
    if problems:
        raise ProblemsError(problems)


def _write(answers: PackResults, area: Area, folder: TablesFolder, new: Path, formats: Sequence[str], on: date) -> None:
    left_out = missing_charts(answers, folder)
    document = pack_document(
        answers, area, on=on, features=folder.features, fictional=folder.is_fictional, not_made=in_words(left_out)
    )
    write(document, formats, new, "pack")
    for chart, results in answers.results.items():
        for result in results:
            (new / f"{file_stem(chart, result)}.csv").write_text(csv_of(result), "utf-8")
    report = answers.protected.report
    manifest = {
        "pack": area.code,
        "snapshot": folder.snapshot,
        "profile": answers.profile.id,
        "stamp": answers.profile.stamp,
        "cells": report.cells,
        "hidden": report.hidden,
        "audited": report.audited,
        "too_near": report.too_near,
        "not_asked": report.unfinished,
        "made": on.isoformat(),
        "not_made": left_out,
    }
    (new / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def _require_room(out: Path) -> None:
    is_free = not out.exists() or (out.is_dir() and (not any(out.iterdir()) or (out / MANIFEST).is_file()))
    if not is_free:
        raise ProblemsError(
            Problem(
                "folder-not-empty", f"The folder {str(out)!r} contains other files.", "Choose a new folder, or empty this one."
            )
        )
