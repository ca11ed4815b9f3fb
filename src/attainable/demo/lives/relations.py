"""The rows that published figures are worked out from: pupils' years, their earlier years beside them, lives, schools.

Those but the first are of 2008/09, the year of the paper.

Each is SQL over the tables `pupil_year` and `school`.
"""

from typing import Final

_EARLIER: Final = """
SELECT now.year, now.sen, one.sen AS sen_1, six.sen AS sen_6
FROM (SELECT * FROM pupil_year WHERE year = 2008 AND year_group = 11) AS now
LEFT JOIN (SELECT * FROM pupil_year WHERE year = 2007) AS one ON one.pupil = now.pupil
LEFT JOIN (SELECT * FROM pupil_year WHERE year = 2002) AS six ON six.pupil = now.pupil
"""

# As chart 4 tells it: identified in any of the four years before.
_KS2: Final = """
SELECT now.year, now.expected_english AS english,
  CASE WHEN now.sen <> 'N' THEN 'current' WHEN before.known = 1 THEN 'previous' ELSE 'never' END AS history
FROM (SELECT * FROM pupil_year WHERE year = 2008 AND stage = 'KS2') AS now
JOIN (
  SELECT pupil, MAX(CASE WHEN sen <> 'N' THEN 1 ELSE 0 END) AS known FROM pupil_year
  WHERE year BETWEEN 2004 AND 2007 AND year_group BETWEEN 2 AND 5 GROUP BY pupil HAVING COUNT(*) = 4
) AS before ON before.pupil = now.pupil
"""

_LIFE: Final = """
SELECT MAX(year) AS year, MAX(CASE WHEN sen <> 'N' THEN 1 ELSE 0 END) AS known FROM pupil_year
WHERE year - year_group = 1997 AND year_group BETWEEN 1 AND 11 GROUP BY pupil HAVING COUNT(*) = 11
"""

# Mainstream schools with at least 30 pupils.
_SCHOOL: Final = """
SELECT pupil_year.year, AVG(CASE WHEN sen <> 'N' THEN 1.0 ELSE 0.0 END) AS identified
FROM pupil_year JOIN school ON school.school = pupil_year.school
WHERE pupil_year.year = 2008 AND school.mainstream = 1 GROUP BY pupil_year.year, pupil_year.school HAVING COUNT(*) >= 30
"""

RELATIONS: Final = {"pupil_year": "SELECT * FROM pupil_year", "earlier": _EARLIER, "ks2": _KS2, "life": _LIFE, "school": _SCHOOL}
