"""Atkinson Hyperlegible (Braille Institute, SIL Open Font Licence), as files and packed for a page; and lettering for scripts
that it does not have: Arabic, Urdu, Bengali and Punjabi."""

import base64
import struct
import zlib
from functools import cache
from pathlib import Path
from typing import Final

import fontpkg_atkinson_hyperlegible
import fontpkg_hind_siliguri
import fontpkg_noto_sans_arabic

NAME: Final = "Atkinson Hyperlegible"
FOLDER: Final = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"
# Each with the scripts that it is for. Arabic lettering has the letters of Urdu too; a document in Urdu takes Nastaliq first.
OTHERS: Final = ("Noto Sans Arabic", "Noto Nastaliq Urdu", "Hind Siliguri", "Noto Sans Gurmukhi")
URDU: Final = "Noto Nastaliq Urdu"
FOLDERS: Final = (
    FOLDER,
    Path(fontpkg_noto_sans_arabic.__file__).parent / "files",
    Path(fontpkg_hind_siliguri.__file__).parent / "files",
    Path(__file__).parent / "lettering",
)


def families(language: str) -> list[str]:
    """Families in the order in which a document of this language looks for a letter."""
    first = [URDU] if language == "ur" else []
    return [NAME, *first, *(family for family in OTHERS if family not in first)]


@cache
def woff(style: str) -> str:
    """One style (`Regular`, `Bold`, `Italic`) as base64 of WOFF: half the size of the TrueType file."""
    return base64.b64encode(packed((FOLDER / f"AtkinsonHyperlegible-{style}.ttf").read_bytes())).decode()


def packed(font: bytes) -> bytes:
    """A TrueType file as WOFF 1.0 (https://www.w3.org/TR/WOFF/): each table deflated, the rest the same."""
    flavour, count = struct.unpack_from(">4sH", font)
    directory, body = b"", b""
    start = 44 + 20 * count
    for index in range(count):
        tag, checksum, offset, length = struct.unpack_from(">4s3L", font, 12 + 16 * index)
        table = font[offset : offset + length]
        deflated = min(zlib.compress(table, 9), table, key=len)
        directory += struct.pack(">4s4L", tag, start + len(body), len(deflated), length, checksum)
        body += deflated + b"\0" * (-len(deflated) % 4)
    lengths = [struct.unpack_from(">L", directory, 20 * index + 12)[0] for index in range(count)]
    unpacked = 12 + 16 * count + sum(length + -length % 4 for length in lengths)
    header = struct.pack(">4s4sLHHLHH5L", b"wOFF", flavour, start + len(body), count, 0, unpacked, 1, 0, 0, 0, 0, 0, 0)
    return header + directory + body
