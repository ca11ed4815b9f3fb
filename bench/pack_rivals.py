"""The pack's charts in other hands, each a process of its own: pack_rivals.py ENGINE TABLES.

ENGINE: ours (Attainable's passes), sql (hand-written DuckDB, one query a chart), polars (lazy, streaming), pandas, scan (only
reading the columns that are needed). All answer the same thirteen questions; what they print is the number of groups.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

ENGINE, TABLES = sys.argv[1], Path(sys.argv[2])
FILES = sorted(str(path) for path in (TABLES / "pupil_year").glob("*.parquet"))
LAST = int(Path(FILES[-1]).stem)
PA = "case when year<=2009 then absent>=64 when year<=2014 then absent>=56 else absent*10>=sessions end"
HISTORY = " or ".join(f"(year={LAST - k} and year_group={11 - k})" for k in range(7))
# Chart 4 is a series: as many years as have four before them, five at most.
FIRST = int(Path(FILES[0]).stem)
SERIES = [year for year in range(LAST, LAST - 5, -1) if year - 4 >= FIRST]
THIRD = "((birth_month+3)%12)//4"
SQL = {
    "1 January": "select year, sen, count(expected), sum(expected) from t where stage='KS2' group by all",
    "1 start": "select year, sen_start, count(expected), sum(expected) from t where stage='KS2' group by all",
    "2": f"select sen<>'N', fsm, ethnicity, count(expected), sum(expected) from t where stage='KS4' and year={LAST} group by all",
    "3": f"with h as (select pupil, max(case when year={LAST} then sen end) s, list(sen order by year) l from t where {HISTORY} group by pupil)"
         " select s, l, count(*) from h where s is not null group by all",
    "5": "select year, sen, count(progress_maths), sum(progress_maths), sum(progress_score::bigint), sum(progress_score::bigint*progress_score)"
         " from t where stage='KS2' group by all",
    "6": "select year, stage, sen<>'N', count(expected), sum(expected) from t where stage is not null group by all",
    "7": f"select home_authority, count(*), sum((sen<>'N')::int) from t where year={LAST} group by all",
    "8": f"select need, sen, count(expected), sum(expected) from t where stage='KS2' and year={LAST} group by all",
    "9": f"select prior, sen, count(expected), sum(expected) from t where stage='KS4' and year={LAST} group by all",
    "10": f"select school, year_group, sex, fsm, {THIRD} as third, count(*), sum((sen<>'N')::int) from t where year={LAST} group by all",
    "12": f"select year, sex, sen, count(*), sum(({PA})::int) from t where year_group between 1 and 11 and sessions>0 group by all",
    "13": "select year, sen, count(*), sum(excluded), sum((suspensions>0)::int) from t group by all",
}  # fmt: skip
for end in SERIES:
    before = " or ".join(f"(year={end - k} and year_group={6 - k})" for k in range(5))
    SQL[f"4 {end}"] = (
        f"with h as (select pupil, max(case when year={end} then sen end) s, max(case when year={end} then expected_english end) e,"
        f" max(case when year<{end} and sen<>'N' then 1 else 0 end) b from t where {before} group by pupil)"
        " select s<>'N', b, count(e), sum(e) from h where s is not null group by all"
    )


def sql() -> int:
    import duckdb

    con = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    con.execute(f"create view t as select * from read_parquet({FILES})")
    return sum(len(con.sql(query).fetchall()) for query in SQL.values())


def scan() -> int:
    import duckdb

    con = duckdb.connect(config={"threads": 2})
    columns = ("year", "stage", "year_group", "sex", "ethnicity", "fsm", "sen", "sen_start", "need", "prior", "expected", "expected_english",
               "expected_maths", "progress_english", "progress_maths", "progress_score", "sessions", "absent", "unauthorised",
               "suspensions", "excluded")  # fmt: skip
    counted = ", ".join(f"count({column})" for column in columns)
    return len(con.sql(f"select {counted} from read_parquet({FILES})").fetchall())


def ours() -> int:
    from attainable.evidence.backends import DuckDB
    from attainable.evidence.disclosure.profiles import profile_of
    from attainable.evidence.papers.packing import asking_of
    from attainable.evidence.pupils.cubes import Cubes
    from attainable.evidence.pupils.twelve import CHARTS, work_out
    from attainable.evidence.tables.reading import open_tables

    folder = open_tables(TABLES)
    cubes = Cubes(folder, DuckDB(memory="3GB", threads=2))
    charts = tuple(chart for chart in CHARTS if chart not in ("11", "14", "15"))
    answers = work_out(cubes, asking_of(folder), profile_of("internal"), charts=charts)
    start = time.perf_counter()
    work_out(cubes, asking_of(folder), profile_of("internal"), charts=("6",))
    print(f"chart from a built cube: {1000 * (time.perf_counter() - start):.0f} ms")
    return sum(len(result.rows) for results in answers.results.values() for result in results)


def polars() -> int:
    import polars as pl

    t = pl.scan_parquet(FILES)
    c, sen = pl.col, pl.col("sen") != "N"
    met = [c("expected").count().alias("of"), c("expected").sum().alias("met")]
    ks2, ks4 = t.filter(c("stage") == "KS2"), t.filter((c("stage") == "KS4") & (c("year") == LAST))
    now, absent = t.filter(c("year") == LAST), c("absent")
    pa = pl.when(c("year") <= 2009).then(absent >= 64).when(c("year") <= 2014).then(absent >= 56)
    pa = pa.otherwise(absent.cast(pl.Int32) * 10 >= c("sessions"))

    def cohort(group: int, back: int, end: int) -> pl.LazyFrame:
        keep = pl.any_horizontal(
            (c("year") == end - k) & (c("year_group") == group - k) for k in range(back + 1)
        )
        return t.filter(keep)

    def ever(end: int) -> pl.LazyFrame:
        was = [sen.filter(c("year") == end).any().alias("s"), sen.filter(c("year") < end).any().alias("b"),
               c("expected_english").filter(c("year") == end).max().alias("e")]  # fmt: skip
        return (
            cohort(6, 4, end)
            .group_by("pupil")
            .agg(was)
            .group_by("s", "b")
            .agg(c("e").count().alias("of"), c("e").sum().alias("met"))
        )

    weight = sum(pl.when(c("year") == LAST - k).then(pl.lit(8**k)).otherwise(0) for k in range(7))
    code = (
        c("sen")
        .cast(pl.String)
        .replace_strict({"N": 1, "A": 2, "K": 3, "P": 4, "S": 5, "E": 6}, return_dtype=pl.Int64, default=0)
    )
    score = c("progress_score").cast(pl.Int64)
    queries = [
        ks2.group_by("year", "sen").agg(met), ks2.group_by("year", "sen_start").agg(met),
        ks4.group_by(sen, "fsm", "ethnicity").agg(met),
        cohort(11, 6, LAST).group_by("pupil").agg((code * weight).sum().alias("h")).group_by("h").agg(pl.len()),
        *[ever(end) for end in SERIES],
        ks2.group_by("year", "sen").agg(c("progress_maths").count().alias("n"), c("progress_maths").sum(), score.sum().alias("a"),
                                        (score * score).sum().alias("b")),
        t.filter(c("stage").is_not_null()).group_by("year", "stage", sen).agg(met),
        now.group_by("home_authority").agg(pl.len(), sen.sum()),
        ks2.filter(c("year") == LAST).group_by("need", "sen").agg(met), ks4.group_by("prior", "sen").agg(met),
        now.group_by("school", "year_group", "sex", "fsm", ((c("birth_month") + 3) % 12 // 4).alias("third")).agg(pl.len(), sen.sum()),
        t.filter(c("year_group").is_between(1, 11) & (c("sessions") > 0)).group_by("year", "sex", "sen").agg(pl.len(), pa.sum().alias("p")),
        t.group_by("year", "sen").agg(pl.len(), c("excluded").sum(), (c("suspensions") > 0).sum()),
    ]  # fmt: skip
    return sum(query.collect(engine="streaming").height for query in queries)


def pandas() -> int:
    import pandas as pd

    def read(*columns: str) -> pd.DataFrame:
        return pd.concat([pd.read_parquet(file, columns=list(columns)) for file in FILES], ignore_index=True)

    total = 0
    t = read(
        "year",
        "stage",
        "sen",
        "sen_start",
        "expected",
        "need",
        "prior",
        "fsm",
        "ethnicity",
        "progress_maths",
        "progress_score",
    )
    t["any"] = t.sen != "N"
    ks2, ks4 = t[t.stage == "KS2"], t[(t.stage == "KS4") & (t.year == LAST)]
    how = {"expected": ["count", "sum"]}
    for frame, by in ((ks2, ["year", "sen"]), (ks2, ["year", "sen_start"]), (ks4, ["any", "fsm", "ethnicity"]),
                      (t[t.stage.notna()], ["year", "stage", "any"]), (ks2[ks2.year == LAST], ["need", "sen"]), (ks4, ["prior", "sen"])):  # fmt: skip
        total += len(frame.groupby(by, observed=True).agg(how))
    total += len(
        ks2.groupby(["year", "sen"], observed=True).agg(
            {"progress_maths": ["count", "sum"], "progress_score": ["sum"]}
        )
    )
    del t, ks2, ks4
    h = read("year", "year_group", "pupil", "sen", "expected_english")
    for group, back, end in ((11, 6, LAST), *((6, 4, end) for end in SERIES)):
        cohort = h[(h.year_group - h.year == group - end) & (h.year >= end - back) & (h.year <= end)]
        codes = cohort.sen.astype(str).map({"N": 1, "A": 2, "K": 3, "P": 4, "S": 5, "E": 6}) * 8 ** (
            end - cohort.year
        )
        total += codes.groupby(cohort.pupil).sum().nunique()
    del h
    a = read("year", "year_group", "sex", "sen", "sessions", "absent", "excluded", "suspensions")
    persistent = a.absent.ge(64).where(a.year <= 2009, a.absent * 10 >= a.sessions)
    scope = a.year_group.between(1, 11) & (a.sessions > 0)
    total += len(
        persistent[scope]
        .groupby([a.year[scope], a.sex[scope], a.sen[scope]], observed=True)
        .agg(["count", "sum"])
    )
    total += len(
        a.groupby(["year", "sen"], observed=True).agg({"excluded": ["count", "sum"], "suspensions": "sum"})
    )
    del a
    s = read("year", "home_authority", "school", "year_group", "sex", "fsm", "birth_month", "sen")
    s = s[s.year == LAST].assign(any=lambda f: f.sen != "N", third=lambda f: (f.birth_month + 3) % 12 // 4)
    total += len(s.groupby("home_authority", observed=True)["any"].agg(["count", "sum"]))
    return total + len(
        s.groupby(["school", "year_group", "sex", "fsm", "third"], observed=True)["any"].agg(["count", "sum"])
    )


if __name__ == "__main__":
    engines: dict[str, Callable[[], int]] = {
        "ours": ours,
        "sql": sql,
        "polars": polars,
        "pandas": pandas,
        "scan": scan,
    }
    print(engines[ENGINE](), "groups")
