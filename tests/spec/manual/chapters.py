"""The chapters of the manual, in order."""

from typing import Final

from tests.spec.manual import access, keeping, names, register, results, school_years

CHAPTERS: Final = tuple(chapter.CHAPTER for chapter in (register, access, school_years, results, names, keeping))
