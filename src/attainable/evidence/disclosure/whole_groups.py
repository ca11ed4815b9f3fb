"""Small groups: nobody may learn that none or all of their pupils met something, where a profile hides it."""

from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.system import System


def open_whole_groups(system: System, profile: Profile) -> None:
    """Where nobody may learn that none or all of a group met something, its zeros are unknown in every space that tells them."""
    for share in system.shares:
        if not profile.is_whole_group(system.values[share.numerator], system.values[share.denominator]):
            continue
        tops, bottoms = (system.in_spaces(id) for id in (share.numerator, share.denominator))
        for name, top in tops.items():
            if not system.values[top]:
                system.spaces[name].open(top)
            elif name in bottoms:
                system.spaces[name].open(bottoms[name], top)
