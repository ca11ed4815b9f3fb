"""Whether the roll of a mainstream school is whole, so that shares of it say something."""


def is_whole(pupils: int, with_sen: int) -> bool:
    """Whether a mainstream school records its pupils without SEN too: more than one in ten of its pupils has none.

    No mainstream school has nine in ten pupils with SEN. One that seems to have records only the pupils on its register.

    >>> is_whole(400, 61), is_whole(60, 60), is_whole(60, 54), is_whole(60, 53)
    (True, False, False, True)
    """
    return 10 * with_sen < 9 * pupils
