"""The pack's charts in other hands, each a process of its own: pack_rivals.py ENGINE TABLES.

ENGINE: ours (Attainable's passes), sql (hand-written DuckDB, one query a chart), polars (lazy, streaming), pandas, scan (only
reading the columns that are needed). All answer the same thirteen questions about the same years, and the rivals in the
quickest form that was found, with what Attainable's own passes taught: only rows of the year groups that are asked about are
read, and only pupils who were identified are followed back. What they print is the number of groups.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from attainable.cli.exits import leave

ENGINE, TABLES = sys.argv[1], Path(sys.argv[2])
FILES = sorted(str(path) for path in (TABLES / "pupil_year").glob("*.parquet"))
LAST = int(Path(FILES[-1]).stem)
# The series: five years of absence, and of chart 4 as many years as have four before them, five at most.
FIRST = int(Path(FILES[0]).stem)
YEARS = range(max(LAST - 4, FIRST), LAST + 1)
SERIES = [year for year in range(LAST, LAST - 5, -1) if year - 4 >= FIRST]
PA = "case when year<=2009 then absent>=64 when year<=2014 then absent>=56 else absent::int*10>=sessions end"
PART = "select pupil, sen, expected_english from t where year={} and year_group={}"
MAIN = f"select school from read_parquet('{TABLES / 'school.parquet'}') where mainstream=1"
LIKE = "year_group, sex, fsm, third"
SQL = {
    "1 January": "select year, sen, count(expected), sum(expected) from t where stage='KS2' group by all",
    "1 start": "select year, sen_start, count(expected), sum(expected) from t where stage='KS2' group by all",
    "2": f"select sen<>'N', fsm, ethnicity, count(expected), sum(expected) from t where stage='KS4' and year={LAST} group by all",
    "3": "with h as ("
    + " union all ".join(
        f"select pupil, {k} as ago, sen from ({PART.format(LAST - k, 11 - k)})" for k in range(7) if LAST - k >= FIRST
    )
    + f"), f as (select pupil from ({PART.format(LAST, 11)}) where sen in ('A','K')),"
    " o as (select pupil, list(sen order by ago) l from h semi join f using (pupil) group by pupil)"
    " select l, count(*) from o group by all",
    "5": "select year, sen, count(progress_maths), sum(progress_maths), sum(progress_score::int), sum(progress_score::int*progress_score)"
    " from t where stage='KS2' group by all",
    "6": f"select stage, sen<>'N', count(expected), sum(expected) from t where stage is not null and year={LAST} group by all",
    "6 KS3": "select year, sen<>'N', count(expected), sum(expected) from t where stage='KS3' group by all",
    "7": f"select home_authority, count(*), count(*) filter (sen<>'N') from t where year={LAST} group by all",
    "8": f"select need, sen, count(expected), sum(expected) from t where stage='KS2' and year={LAST} group by all",
    "9": f"select prior, sen, count(expected), sum(expected) from t where stage='KS4' and year={LAST} group by all",
    "10": f"with p as (select school, year_group, sex, fsm, ((birth_month+3)%12)//4 as third, sen<>'N' as s from t"
    f" where year={LAST} and school in ({MAIN})),"
    f" r as (select {LIKE}, avg(s::int) as rate from p group by all)"
    f" select school, count(*), count(*) filter (s), sum(rate) from p join r using ({LIKE}) group by all",
    "12": f"select year, sex, sen, count(*), count(*) filter ({PA}) from t where year>={YEARS[0]}"
    " and year_group between 1 and 11 and sessions>0 group by all",
    "13": f"select sen, count(*), count(*) filter (excluded>0), count(*) filter (suspensions>0) from t where year={LAST} group by all",
}
for end in SERIES:
    earlier = " union all ".join(f"({PART.format(end - k, 6 - k)} and sen<>'N')" for k in range(1, 5))
    SQL[f"4 {end}"] = (
        f"with w as (select distinct pupil, 1 as before from ({earlier}))"
        f" select sen<>'N', before, count(expected_english), sum(expected_english)"
        f" from ({PART.format(end, 6)}) n left join w using (pupil) group by all"
    )


def sql() -> int:
    import duckdb

    con = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    con.execute(f"create view t as select * from read_parquet({FILES})")
    con.execute("set parquet_metadata_cache = true")
    return sum(len(con.sql(query).fetchall()) for query in SQL.values())


def scan() -> int:
    import duckdb

    con = duckdb.connect(config={"threads": 2})
    columns = (
        "year",
        "stage",
        "year_group",
        "sex",
        "ethnicity",
        "fsm",
        "sen",
        "sen_start",
        "need",
        "prior",
        "expected",
        "expected_english",
        "expected_maths",
        "progress_english",
        "progress_maths",
        "progress_score",
        "sessions",
        "absent",
        "unauthorised",
        "suspensions",
        "excluded",
    )
    counted = ", ".join(f"count({column})" for column in columns)
    return len(con.sql(f"select {counted} from read_parquet({FILES})").fetchall())


def ours() -> int:
    from attainable.evidence.backends import DuckDB
    from attainable.evidence.disclosure.profiles import profile_of
    from attainable.evidence.pupils.cubes import Cubes
    from attainable.evidence.pupils.pack import work_out
    from attainable.evidence.pupils.pack_charts import pack_charts
    from attainable.evidence.pupils.pack_question import pack_question
    from attainable.evidence.tables.reading import open_tables

    folder = open_tables(TABLES)
    cubes = Cubes(folder, DuckDB(memory="3GB", threads=2))
    charts = tuple(chart for chart in pack_charts() if chart not in ("11", "14", "15"))
    answers = work_out(cubes, pack_question(folder), profile_of("internal"), charts=charts)
    start = time.perf_counter()
    work_out(cubes, pack_question(folder), profile_of("internal"), charts=("6",))
    print(f"chart from a built cube: {1000 * (time.perf_counter() - start):.0f} ms")
    return sum(len(result.rows) for results in answers.results.values() for result in results)


def polars() -> int:
    import polars as pl

    t = pl.scan_parquet(FILES)
    c, sen, n = pl.col, pl.col("sen") != "N", pl.len().alias("n")
    met = [c("expected").count().alias("of"), c("expected").sum().alias("met")]
    ks2, ks4 = t.filter(c("stage") == "KS2"), t.filter((c("stage") == "KS4") & (c("year") == LAST))
    now, absent = t.filter(c("year") == LAST), c("absent")
    pa = pl.when(c("year") <= 2009).then(absent >= 64).when(c("year") <= 2014).then(absent >= 56)
    pa = pa.otherwise(absent.cast(pl.Int32) * 10 >= c("sessions"))

    def part(end: int, group: int, ago: int) -> pl.LazyFrame:
        return t.filter((c("year") == end - ago) & (c("year_group") == group - ago))

    def ever(end: int) -> pl.LazyFrame:
        earlier = pl.concat([part(end, 6, ago).filter(sen).select("pupil") for ago in range(1, 5)]).unique()
        there = part(end, 6, 0).select("pupil", sen.alias("s"), c("expected_english").alias("e"))
        joined = there.join(earlier.with_columns(pl.lit(True).alias("b")), on="pupil", how="left")
        return joined.group_by("s", "b").agg(c("e").count().alias("of"), c("e").sum().alias("met"))

    def histories() -> pl.LazyFrame:
        keep = pl.any_horizontal((c("year") == LAST - k) & (c("year_group") == 11 - k) for k in range(7))
        weight = sum(pl.when(c("year") == LAST - k).then(pl.lit(8**k)).otherwise(0) for k in range(7))
        codes = {"N": 1, "A": 2, "K": 3, "P": 4, "S": 5, "E": 6}
        code = c("sen").cast(pl.String).replace_strict(codes, return_dtype=pl.Int64, default=0)
        first = part(LAST, 11, 0).filter(c("sen").is_in(["A", "K"])).select("pupil")
        one = t.filter(keep).join(first, on="pupil", how="semi").group_by("pupil")
        return one.agg((code * weight).sum().alias("h")).group_by("h").agg(n)

    def schools() -> pl.LazyFrame:
        main = pl.scan_parquet(TABLES / "school.parquet").filter(c("mainstream") == 1).select("school")
        like = ["year_group", "sex", "fsm", "third"]
        third = ((c("birth_month") + 3) % 12 // 4).alias("third")
        kept = now.join(main, on="school", how="semi").with_columns(third, sen.alias("s"))
        rates = kept.group_by(like).agg(c("s").mean().alias("rate"))
        return kept.join(rates, on=like).group_by("school").agg(n, c("s").sum(), c("rate").sum())

    score = c("progress_score").cast(pl.Int64)
    queries = [
        ks2.group_by("year", "sen").agg(met),
        ks2.group_by("year", "sen_start").agg(met),
        ks4.group_by(sen, "fsm", "ethnicity").agg(met),
        histories(),
        *[ever(end) for end in SERIES],
        ks2.group_by("year", "sen").agg(
            c("progress_maths").count().alias("n"),
            c("progress_maths").sum(),
            score.sum().alias("a"),
            (score * score).sum().alias("b"),
        ),
        now.filter(c("stage").is_not_null()).group_by("stage", sen).agg(met),
        t.filter(c("stage") == "KS3").group_by("year", sen).agg(met),
        now.group_by("home_authority").agg(n, sen.sum()),
        ks2.filter(c("year") == LAST).group_by("need", "sen").agg(met),
        ks4.group_by("prior", "sen").agg(met),
        schools(),
        t.filter((c("year") >= YEARS[0]) & c("year_group").is_between(1, 11) & (c("sessions") > 0))
        .group_by("year", "sex", "sen")
        .agg(n, pa.sum().alias("p")),
        now.group_by("sen").agg(n, c("excluded").sum(), (c("suspensions") > 0).sum()),
    ]
    return sum(query.collect(engine="streaming").height for query in queries)


def pandas() -> int:
    import pandas as pd

    def read(*columns: str) -> pd.DataFrame:
        return pd.concat([pd.read_parquet(file, columns=list(columns)) for file in FILES], ignore_index=True)

    total = 0
    # fmt: off
    t = read("year", "stage", "sen", "sen_start", "expected", "need", "prior", "fsm", "ethnicity", "progress_maths", "progress_score")
    t["any"] = t.sen != "N"
    ks2, ks4 = t[t.stage == "KS2"], t[(t.stage == "KS4") & (t.year == LAST)]
    now, how = t[t.year == LAST], {"expected": ["count", "sum"]}
    for frame, by in ((ks2, ["year", "sen"]), (ks2, ["year", "sen_start"]), (ks4, ["any", "fsm", "ethnicity"]),
                      (now[now.stage.notna()], ["stage", "any"]), (t[t.stage == "KS3"], ["year", "any"]),
                      (ks2[ks2.year == LAST], ["need", "sen"]), (ks4, ["prior", "sen"])):
        total += len(frame.groupby(by, observed=True).agg(how))
    # fmt: on
    progress = {"progress_maths": ["count", "sum"], "progress_score": ["sum"]}
    total += len(ks2.groupby(["year", "sen"], observed=True).agg(progress))
    del t, ks2, ks4, now
    h = read("year", "year_group", "pupil", "sen", "expected_english")
    for group, back, end in ((11, 6, LAST), *((6, 4, end) for end in SERIES)):
        cohort = h[(h.year_group - h.year == group - end) & (h.year >= end - back) & (h.year <= end)]
        there = cohort[cohort.year == end]
        if back == 6:
            kept = cohort[cohort.pupil.isin(there.pupil[there.sen.isin(["A", "K"])])]
            codes = kept.sen.astype(str).map({"N": 1, "A": 2, "K": 3, "P": 4, "S": 5, "E": 6}) * 8 ** (end - kept.year)
            total += codes.groupby(kept.pupil).sum().nunique()
        else:
            before = there.pupil.isin(cohort.pupil[(cohort.year < end) & (cohort.sen != "N")])
            total += len(there.expected_english.groupby([there.sen != "N", before]).agg(["count", "sum"]))
    del h
    a = read("year", "year_group", "sex", "sen", "sessions", "absent", "excluded", "suspensions")
    a = a[a.year >= YEARS[0]]
    persistent = a.absent.ge(64).where(a.year <= 2009, a.absent * 10 >= a.sessions)
    scope = a.year_group.between(1, 11) & (a.sessions > 0)
    by = [a.year[scope], a.sex[scope], a.sen[scope]]
    total += len(persistent[scope].groupby(by, observed=True).agg(["count", "sum"]))
    sanctions = {"excluded": ["count", "sum"], "suspensions": "sum"}
    total += len(a[a.year == LAST].groupby("sen", observed=True).agg(sanctions))
    del a
    s = read("year", "home_authority", "school", "year_group", "sex", "fsm", "birth_month", "sen")
    s = s[s.year == LAST].assign(any=lambda f: f.sen != "N", third=lambda f: (f.birth_month + 3) % 12 // 4)
    total += len(s.groupby("home_authority", observed=True)["any"].agg(["count", "sum"]))
    schools = pd.read_parquet(TABLES / "school.parquet")
    s = s[s.school.isin(schools.school[schools.mainstream == 1])]
    s["rate"] = s.groupby(["year_group", "sex", "fsm", "third"], observed=True)["any"].transform("mean")
    return total + len(s.groupby("school").agg({"any": ["count", "sum"], "rate": "sum"}))


if __name__ == "__main__":
    engines: dict[str, Callable[[], int]] = {"ours": ours, "sql": sql, "polars": polars, "pandas": pandas, "scan": scan}
    print(engines[ENGINE](), "groups")
    # All leave as the command does: without waiting for Python to take down what the system frees anyway.
    leave(0)
