"""The benchmark: `make bench`, or bench/run.py [--data DIR] [--quick] [--no-install].

Every command is timed as a user meets it: a process of its own, interpreter start included. It is no test: a target
that is not met is printed as such and the exit code is 0. The exit code is 1 only if something could not run.
"""

import argparse
import importlib.util
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import growth
import imports
import installing
import pages
import protecting
import pupils
import warehouse as warehouses
from report import Machine, Section, against, as_text, megabytes, renew, save, seconds, spread, this_machine
from timing import BIN, MB, ROOT, CouldNotRunError, Timing, once, say, several

ATTAINABLE = BIN / "attainable"
GB = 1000 * MB
_SPREAD = ("min s", "median s", "max s")
_TARGETS = ("time target", "size target")
_TARGET_ADD, _TARGET_SHOW, _TARGET_PAPER = 60, 1.5, 45
_TARGET_SETUP, _TARGET_DISK = 120, 700


class Bench:
    """One run of everything, in a folder that is removed after it."""

    def __init__(self, options: argparse.Namespace, work: Path) -> None:
        self.work, self.quick = work, options.quick
        self.real: Path | None = options.data and options.data.resolve()
        self.area = options.area or ("E10000017" if self.real else "X10000001")
        self.store = work / "store"
        self.data = self.real or work / "fictional"

    def sections(self, *, install: bool, only: Sequence[str] = ()) -> list[Section]:
        parts: dict[str, Callable[[Section], None]] = {
            "Adding every file": self.adding,
            "PackQuestion for a measure": self.showing,
            "The scrutiny paper": self.paper,
            "Growth, and pandas": self.growth,
            "The evidence pack and its rivals": self.pack,
            "Disclosure control": self.disclosure,
            "Pages of the records": self.records,
            "Papers of a school": self.school_papers,
            "The yearly return": self.returns,
            "Files of children in": self.imports,
            "The warehouse and its pages": self.warehouse,
            "Setting up": self.setting_up,
        }
        if not install:
            del parts["Setting up"]
        chosen = {title: part for title, part in parts.items() if not only or part.__name__ in only}
        done = []
        for title, part in chosen.items():
            say(title)
            section = Section(title, ())
            try:
                part(section)
            except (CouldNotRunError, OSError, ValueError) as error:
                # An OSError's own text names a path of this machine.
                words = error.strerror if isinstance(error, OSError) else str(error)
                section.notes.append(f"COULD NOT RUN: {words}.")
                # Without a registry there is nothing to measure, which is no failure.
                section.failed = part != self.setting_up
                say(f"  {section.notes[-1]}")
            done.append(section)
        return done

    def adding(self, section: Section) -> None:
        section.intro = "`attainable data add` of every file into a new store: all or nothing, every cell checked."
        section.columns = ("command", "runs", *_SPREAD, "processor s", "rows", "rows/s", "peak MB", *_TARGETS)
        if self.real is None:
            once("demo authority", [ATTAINABLE, "demo", "authority", "--out", self.data], self.work)
        timing = several(
            "data add",
            [ATTAINABLE, "data", "add", self.data, "--store", self.store],
            self.work,
            runs=1 if self.quick else 3,
            before=lambda: shutil.rmtree(self.store, ignore_errors=True),
        )
        rows = _rows_added(timing)
        section.rows.append(
            (
                "data add",
                str(len(timing.runs)),
                *spread(timing),
                seconds(timing.cpu),
                f"{rows:,}",
                f"{rows / timing.wall:,.0f}",
                megabytes(timing.peak),
                against(timing.wall, _TARGET_ADD, "s"),
                against(timing.peak / GB, 1, "GB"),
            )
        )
        section.records.append({**timing.as_record(), "rows": rows, "rows_per_second": round(rows / timing.wall)})

    def showing(self, section: Section) -> None:
        section.intro = f"`attainable measure show ks2-rwm-expected --area {self.area}`, every period there is."
        section.columns = ("question", "runs", *_SPREAD, "processor s", "peak MB", "time target")
        gap = ("--statistic", "gap", "--between", "no-sen,any-sen")
        for what, words in {
            "rate": (),
            "gap": gap,
            "rank among all authorities": ("--statistic", "rank"),
            "neighbours": ("--compare", "neighbours"),
            "json": ("--format", "json"),
            "svg": ("--format", "svg"),
            "png": ("--format", "png"),
        }.items():
            timing = self._show(f"measure show, {what}", "ks2-rwm-expected", words, self.store)
            section.rows.append(
                (
                    what,
                    str(len(timing.runs)),
                    *spread(timing),
                    seconds(timing.cpu),
                    megabytes(timing.peak),
                    against(timing.wall, _TARGET_SHOW, "s"),
                )
            )
            section.records.append(timing.as_record())

    def _show(self, what: str, measure: str, words: tuple[str, ...], store: Path) -> Timing:
        command = [ATTAINABLE, "measure", "show", measure, "--area", self.area, *words, "--store", store]
        return several(what, command, self.work, runs=2 if self.quick else 5)

    def paper(self, section: Section) -> None:
        section.intro = f"`attainable paper scrutiny --area {self.area}` in Word, PDF and HTML, in one command."
        section.columns = ("command", "runs", *_SPREAD, "processor s", "peak MB", *_TARGETS)
        out = ("--out", self.work / "paper", "--store", self.store)
        command = [ATTAINABLE, "paper", "scrutiny", "--area", self.area, *out]
        timing = several("paper scrutiny", command, self.work, runs=1 if self.quick else 5)
        section.rows.append(
            (
                "paper scrutiny",
                str(len(timing.runs)),
                *spread(timing),
                seconds(timing.cpu),
                megabytes(timing.peak),
                against(timing.wall, _TARGET_PAPER, "s"),
                against(timing.peak / GB, 1, "GB"),
            )
        )
        section.records.append(timing.as_record())

    def growth(self, section: Section) -> None:
        section.columns = (
            "size",
            "rows",
            "what",
            "runs",
            *_SPREAD,
            "processor s",
            "against 1×",
            "per row",
            "processor, per row",
            "peak MB",
            "ours/pandas",
        )
        source, base = self._largest()
        first: dict[str, tuple[Timing, int]] = {}
        for times in (1, 4) if self.quick else (1, 4, 16):
            table = self.work / f"growth-{times}" / growth.LARGEST
            say(f"  writing {times}×")
            rows = growth.repeated(source, table, times)
            store = self.work / f"store-{times}"
            runs = 1 if self.quick or times == 16 else 3
            ours, pandas = self._both(times, table, store, base, runs)
            for what, timing in (("attainable", ours), ("pandas", pandas)):
                if timing is None:
                    continue
                one, count = first.setdefault(what, (timing, rows))
                ratio = timing.wall / one.wall
                per_row = ratio * count / rows
                cpu_per_row = timing.cpu / one.cpu * count / rows
                beside = timing.wall / pandas.wall if pandas and what == "attainable" else None
                section.rows.append(
                    (
                        f"{times}×",
                        f"{rows:,}",
                        what,
                        str(runs),
                        *spread(timing),
                        seconds(timing.cpu),
                        f"{ratio:.2f}",
                        f"{per_row:.2f}",
                        f"{cpu_per_row:.2f}",
                        megabytes(timing.peak),
                        f"{beside:.1f}" if beside else "",
                    )
                )
                section.records.append(
                    {
                        **timing.as_record(),
                        "tool": what,
                        "times": times,
                        "rows": rows,
                        "ratio": round(ratio, 3),
                        "ratio_per_row": round(per_row, 3),
                        "cpu_ratio_per_row": round(cpu_per_row, 3),
                    }
                )
            if times in (1, 16):
                self._ask_grown(section, times, rows, store, first)
            shutil.rmtree(table.parent)
        self._explain(section)

    def pack(self, section: Section) -> None:
        pupils.pack(section, self.work, quick=self.quick)

    def disclosure(self, section: Section) -> None:
        protecting.disclosure(section, quick=self.quick)

    def records(self, section: Section) -> None:
        pages.pages(section, self.work, quick=self.quick)

    def returns(self, section: Section) -> None:
        from yearly_return import yearly_return

        yearly_return(section, self.work, quick=self.quick)

    def school_papers(self, section: Section) -> None:
        from school_papers import school_papers

        school_papers(section, self.work, quick=self.quick)

    def warehouse(self, section: Section) -> None:
        warehouses.warehouse(section, self.work, quick=self.quick)

    def imports(self, section: Section) -> None:
        imports.imports(section, self.work, quick=self.quick)

    def _largest(self) -> tuple[Path, Path | None]:
        """The table to repeat, and a store to add it to; None is an empty one."""
        if self.real is None:
            made = self.work / "made" / growth.LARGEST
            growth.made_table(self.data, made)
            return made, self.store
        found = sorted(self.real.rglob(growth.LARGEST))
        if not found:
            raise CouldNotRunError(f"{growth.LARGEST} is not among the files")
        return found[0], None

    def _both(self, times: int, table: Path, store: Path, base: Path | None, runs: int) -> tuple[Timing, Timing | None]:
        """Ours and pandas in turn, so that a busy minute falls on both."""

        def anew() -> None:
            shutil.rmtree(store, ignore_errors=True)
            if base is not None:
                shutil.copytree(base, store)

        has_pandas = importlib.util.find_spec("pandas") is not None
        rival = [sys.executable, Path(__file__).with_name("rival.py"), table, self.work / "rival.parquet"]
        ours: list[Timing] = []
        theirs: list[Timing] = []
        for _ in range(runs):
            command = [ATTAINABLE, "data", "add", table, "--store", store]
            ours.append(several(f"data add at {times}×", command, self.work, runs=1, before=anew))
            if has_pandas:
                theirs.append(several(f"pandas at {times}×", rival, self.work, runs=1))
        return (
            Timing(f"data add at {times}×", tuple(run for timing in ours for run in timing.runs)),
            Timing(f"pandas at {times}×", tuple(run for timing in theirs for run in timing.runs)) if theirs else None,
        )

    def _ask_grown(self, section: Section, times: int, rows: int, store: Path, first: dict[str, tuple[Timing, int]]) -> None:
        timing = self._show(f"measure show at {times}×", growth.MEASURE, ("--by", "sen"), store)
        one, _ = first.setdefault("show", (timing, rows))
        ratio = timing.wall / one.wall
        section.rows.append(
            (
                f"{times}×",
                f"{rows:,}",
                f"measure show {growth.MEASURE}",
                str(len(timing.runs)),
                *spread(timing),
                seconds(timing.cpu),
                f"{ratio:.2f}",
                "",
                "",
                megabytes(timing.peak),
                "",
            )
        )
        section.records.append(
            {**timing.as_record(), "tool": "measure show", "times": times, "rows": rows, "ratio": round(ratio, 3)}
        )

    def _explain(self, section: Section) -> None:
        what = "the published table" if self.real else "a fictional table of the published one's layout and size"
        section.intro = (
            f"`attainable data add` of a single file: {what} ({growth.LARGEST}), its rows repeated 1, 4 and 16 times "
            "under codes of their own, gzip level 1. The figures repeat with the rows, so the number of different "
            'values does not grow with them. A "per row" near 1 means that cost grows in line with rows; processor '
            "seconds tell it more surely than the clock where other work runs beside."
        )
        section.notes.append(
            "Pandas only reads the text and writes Parquet (`pd.read_csv(..., dtype=str)`, `to_parquet`, default "
            "settings). Attainable checks every cell, place and period besides, and adds today's code and the period "
            "to each row; the two ran in turn. So the last column sets two unlike jobs side by side."
            if importlib.util.find_spec("pandas")
            else "Pandas is not in this environment, so there is no rival to stand beside."
        )

    def setting_up(self, section: Section) -> None:
        section.intro = (
            "What `make run` installs, from an empty cache and through this machine's network, in a throwaway folder; once."
        )
        section.columns = ("step", "seconds", "MB on disk", *_TARGETS)
        steps = installing.steps(self.work / "install")
        for what, took, size in steps:
            section.rows.append((what, seconds(took), megabytes(size), "", ""))
            section.records.append({"what": what, "seconds": round(took, 1), "mb": round(size / MB, 1)})
        took, size = sum(step[1] for step in steps), sum(step[2] for step in steps)
        section.rows.append(
            (
                "together",
                seconds(took),
                megabytes(size),
                against(took, _TARGET_SETUP, "s"),
                against(size / MB, _TARGET_DISK, "MB"),
            )
        )
        section.records.append({"what": "together", "seconds": round(took, 1), "mb": round(size / MB, 1)})


def _rows_added(timing: Timing) -> int:
    found = re.search(r"with ([\d,]+) rows", timing.runs[0].output)
    if found is None:
        raise CouldNotRunError("data add did not say how many rows it added")
    return int(found[1].replace(",", ""))


def _head(machine: Machine, *, real: bool, quick: bool) -> list[str]:
    data = "published files" if real else "the files of a fictional authority (`attainable demo authority`)"
    lines = [
        f"{datetime.now(UTC):%-d %B %Y}. {machine.words}. Data: {data}.",
        "Each run is a new process, interpreter start included; the system's file cache is not emptied between runs. "
        "Seconds are wall clock, processor seconds beside them; a target is held against the median, and peak memory "
        "is the largest of any run (MB = 1,000,000 bytes).",
    ]
    if machine.busy:
        lines.append(
            f"The machine was busy with other work when this began (load {machine.load:.1f} on {machine.cores} cores): "
            "wall seconds are a rehearsal, not a result."
        )
    if quick:
        lines.append("A quick run: fewer repeats, and no 16×.")
    return lines


def _when(machine: Machine) -> str:
    busy = f", with other work beside (load {machine.load:.1f} on {machine.cores} cores at the start)"
    return f"{datetime.now(UTC):%-d %B %Y}{busy if machine.busy else ''}."


def main() -> int:
    parser = argparse.ArgumentParser(description="Speed, size and how cost grows.")
    parser.add_argument("--data", type=Path, help="folder of published files; without it a fictional authority")
    parser.add_argument("--area", help="code of the authority to ask about")
    parser.add_argument("--quick", action="store_true", help="fewer repeats, and no 16×")
    parser.add_argument("--no-install", action="store_true", help="leave the set-up out")
    parser.add_argument("--out", type=Path, help="folder for both reports instead of build/ and docs/")
    parser.add_argument("--only", default="", help="such as pack,disclosure: only these parts, and update the page")
    options = parser.parse_args()
    if options.data and not options.data.is_dir():
        parser.error("--data is no folder")
    machine = this_machine()
    head = _head(machine, real=bool(options.data), quick=options.quick)
    with tempfile.TemporaryDirectory(prefix="attainable-bench-") as work:
        only = tuple(filter(None, options.only.split(",")))
        sections = Bench(options, Path(work)).sections(install=not options.no_install, only=only)
    print(as_text(sections, head))
    if only:
        renew((options.out or ROOT / "docs") / "benchmarks.md", sections, _when(machine))
        return int(any(section.failed for section in sections))
    save(
        sections,
        head,
        machine,
        (options.out or ROOT / "build") / "bench.json",
        (options.out or ROOT / "docs") / "benchmarks.md",
        data="published" if options.data else "fictional",
        quick=options.quick,
    )
    return int(any(section.failed for section in sections))


if __name__ == "__main__":
    raise SystemExit(main())
