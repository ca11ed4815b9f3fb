"""The charts of the evidence pack over a whole authority, as they were made ready with the snapshot."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.insight.queries.places import Option, options
from attainable.domains.insight.queries.snapshot import Tables
from attainable.evidence.papers.pack_pages import PageChart, PagePack, packs_file, read_pack


@dataclass(frozen=True)
class ChartAnswer:
    """A chart over an authority under the rules for the person who asks."""

    chart: PageChart
    place: Option
    profile: str
    control: tuple[str, ...]


def pack_of(actor: Actor, found: Tables) -> tuple[Option, PagePack] | None:
    """The charts of the first authority that the actor sees evidence of, if they have been made ready."""
    for option in options(actor, found):
        if option.level == "Authority":
            pack = found.answers.get(
                ("pack", option.code, option.profile),
                lambda option=option: read_pack(packs_file(found.folder.path, option.code, option.profile)),
            )
            if pack is not None:
                return option, pack
    return None


def answered(actor: Actor, found: Tables, chart: str) -> ChartAnswer:
    """One chart; Http404 for one that does not exist or could not be made."""
    known = pack_of(actor, found)
    if known is None:
        raise Http404
    option, pack = known
    shown = next((one for one in pack.charts if one.chart == chart and not one.why_not), None)
    if shown is None:
        raise Http404
    return ChartAnswer(shown, option, pack.profile or settings.DISCLOSURE_PROFILE, tuple(pack.control))
