"""Evidence pages made ready: every measure by place counted and protected once for a snapshot, beside its tables."""

from collections import Counter
from typing import Any

from django.conf import settings

from attainable.evidence.backends import Backend, backend
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.papers.pack_pages import packs_file, page_packs, write_pack
from attainable.evidence.pupils.by_place.counting import count
from attainable.evidence.pupils.by_place.definition import all_place_measures
from attainable.evidence.pupils.by_place.prepared_files import prepared_file, read_prepared, write_prepared
from attainable.evidence.pupils.by_place.protected_places import protect_places, school_places
from attainable.evidence.tables.reading import TablesFolder, open_tables
from attainable.values.problem import ProblemsError
from attainable.values.progress import Progress
from attainable.warehouse.records.snapshots import Snapshot


def prepare(snapshot: Snapshot, before: Snapshot | None, progress: Progress | None = None) -> int:
    """Count and protect what pages show of a snapshot; years whose counts have not changed are taken from the one before. Pages
    that are asked for earlier work out their measure themselves. Returns how many tables were made."""
    folder = open_tables(snapshot.path)
    schools = school_places(folder)
    todo = [(m, profile) for m in all_place_measures() for profile in {settings.DISCLOSURE_PROFILE: None, "la-internal": None}]
    counted: dict[str, Any] = {}
    made = 0
    with backend() as engine:
        for done, (measure, profile) in enumerate(todo):
            if progress is not None:
                progress(f"Preparing {measure.id}", done, len(todo))
            file = prepared_file(snapshot.path, measure.id, profile)
            if file.is_file():
                continue
            if measure.id not in counted:
                counted[measure.id] = count(folder, engine, measure)
            kept = protect_places(
                counted[measure.id],
                measure,
                schools,
                profile_of(profile),
                before=_earlier(before, measure.id, profile),
                each_school=measure.shows_schools(profile),
            )
            write_prepared(file, kept)
            made += 1
        for done, authority in enumerate(_authorities(folder)):
            if progress is not None:
                progress("Drawing the charts of the pack", done, 1)
            made += _charts(folder, engine, authority)
    return made


def _charts(folder: TablesFolder, engine: Backend, authority: str) -> int:
    """The charts of the pack over an authority, under each set of rules."""
    profiles = list({settings.DISCLOSURE_PROFILE: None, "la-internal": None})
    missing = [p for p in profiles if not packs_file(folder.path, authority, p).is_file()]
    for pack in page_packs(folder, engine, authority, missing) if missing else ():
        write_pack(packs_file(folder.path, authority, pack.profile), pack)
    return len(missing)


def _authorities(folder: TablesFolder) -> list[str]:
    """Authorities most of whose schools are here: at least a tenth of all. Of a neighbour's few schools no pack is made."""
    counted = Counter(place.authority for place in school_places(folder).values())
    return sorted(code for code, n in counted.items() if n * 10 >= counted.total() and code in folder.areas)


def _earlier(before: Snapshot | None, measure: str, profile: str) -> Any:
    if before is None:
        return None
    try:
        return read_prepared(prepared_file(before.path, measure, profile))
    except ProblemsError:
        return None
