"""The current snapshot, held open in this process: its tables, what was protected of them, and a warm engine."""

import contextlib
import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from attainable.evidence.backends import Backend, open_backend
from attainable.evidence.catalogue import Catalogue, open_catalogue
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.pupils.by_place.counting import count
from attainable.evidence.pupils.by_place.definition import PlaceMeasure
from attainable.evidence.pupils.by_place.prepared_files import prepared_file, read_prepared, write_prepared
from attainable.evidence.pupils.by_place.protected_places import ProtectedPlaces, SchoolPlace, protect_places, school_places
from attainable.evidence.result import Source
from attainable.evidence.tables.reading import TablesFolder, open_tables
from attainable.values.problem import ProblemsError

# One question at a time runs on the engine of a process; answers come from memory.
_engine_lock: Final = threading.Lock()
_MOST: Final = 400


@dataclass
class Tables:
    """A snapshot as pages read it. Everything worked out from it is kept as long as it is the current one."""

    folder: TablesFolder
    answers: "LatestAnswers" = field(default_factory=lambda: LatestAnswers(_MOST))

    @property
    def id(self) -> str:
        return str(self.folder.about.get("snapshot", self.folder.snapshot))

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(str(self.folder.about["as_at"]))

    @cached_property
    def schools(self) -> dict[int, SchoolPlace]:
        return school_places(self.folder)

    def sources(self, measure: PlaceMeasure) -> tuple[Source, ...]:
        return tuple(self.folder.source(table) for table in measure.tables)

    def protected(self, measure: PlaceMeasure, profile: str) -> ProtectedPlaces:
        """All areas under a profile: made ready with the snapshot, or worked out now and kept beside it."""

        def find() -> ProtectedPlaces:
            file = prepared_file(self.folder.path, measure.id, profile)
            kept = read_prepared(file)
            if kept is None:
                kept = self._protect(measure, profile, None)
                # Where this process may not write to the folder the next one works it out again.
                with contextlib.suppress(OSError):
                    write_prepared(file, kept)
            return kept

        return self.answers.get(("areas", measure.id, profile), find)

    def of_school(self, measure: PlaceMeasure, profile: str, urn: int) -> ProtectedPlaces:
        """A single school, for its own people."""
        return self.answers.get(("school", measure.id, profile, urn), lambda: self._protect(measure, profile, urn))

    def _protect(self, measure: PlaceMeasure, profile: str, school: int | None) -> ProtectedPlaces:
        with _engine_lock:
            cube = count(self.folder, _engine(), measure, school)
        each = school is not None or measure.shows_schools(profile)
        return protect_places(cube, measure, self.schools, profile_of(profile), each_school=each)


class LatestAnswers:
    """The last things that were worked out, by what they answer. Safe for several threads."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._found: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Any) -> Any:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return made


_now: dict[str, Tables] = {}


def tables() -> Tables | None:
    """The current snapshot, or None before the first. Costs the reading of a link when it is still the same one."""
    path = (Path(settings.WAREHOUSE) / "current").resolve()
    found = _now.get(str(path))
    if found is None:
        if not path.is_dir():
            return None
        try:
            found = Tables(open_tables(path))
        except ProblemsError:
            return None
        _now.clear()
        _now[str(path)] = found
    return found


def published() -> Catalogue | None:
    """The store of published figures, if there is one."""
    file = Path(settings.STORE) / "catalogue.json"
    try:
        return _catalogue(str(settings.STORE), file.stat().st_mtime_ns)
    except (OSError, ProblemsError):
        return None


@cache
def _catalogue(folder: str, when: int) -> Catalogue:
    return open_catalogue(Path(folder))


@cache
def _engine() -> Backend:
    return open_backend(threads=1)


def warm() -> None:
    """Load what a first page would wait for: the engine, the drawing of charts and the tables."""
    from attainable.evidence.charts import render

    with _engine_lock:
        _engine()
    render.svg({"mark": "point", "data": {"values": [{"x": 1}]}, "encoding": {"x": {"field": "x"}}})
    found = tables()
    if found is not None:
        found.folder.areas  # noqa: B018  (read once)
