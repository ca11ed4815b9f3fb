"""Screening as Explore education statistics does it, before the upload."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from attainable.formats.ees import (
    checks_columns,
    checks_filters,
    checks_general,
    checks_geography,
    checks_meta,
    checks_places,
    checks_standards,
    checks_time,
)
from attainable.formats.ees.outcome import CheckResult, Findings, Found, Levels, Outcome, Screening, Stage
from attainable.formats.ees.read import Pair, meta_path_for, read_pair
from attainable.formats.ees.rules import RULES, Rule
from attainable.values.problem import Problem, ProblemsError

CHECKS: Final[dict[str, Callable[[Pair], Findings]]] = {
    **checks_columns.CHECKS,
    **checks_meta.CHECKS,
    **checks_time.CHECKS,
    **checks_filters.CHECKS,
    **checks_geography.CHECKS,
    **checks_places.CHECKS,
    **checks_general.CHECKS,
    **checks_standards.CHECKS,
}
_SHOWN = 5
_ROWS = 20


def screen(data_path: Path | str, meta_path: Path | str | None = None, levels: Levels | None = None) -> Screening:
    """Check a data file and its metadata file against every rule, stage by stage.

    The metadata file is `name.meta.csv` beside `name.csv` unless said otherwise. All checks of a stage are
    run; a stage with a failure is the last. `levels` changes the level of single checks (see `rules.RULES`).

    Raises `ProblemsError` when a file is missing or can't be read as CSV.
    """
    data_path = Path(data_path)
    if meta_path is None and data_path.name.endswith(".meta.csv"):
        what = f"{data_path.name} is a metadata file."
        raise ProblemsError(Problem("ees-data-is-meta", what, "Give the data file that it describes.", data_path.name))
    pair = read_pair(data_path, Path(meta_path) if meta_path is not None else meta_path_for(data_path))
    results: list[CheckResult] = []
    stages = list(Stage)
    while stages and not any(result.level is Outcome.FAIL for result in results):
        stage = stages.pop(0)
        results += [_run(rule, pair, levels or {}) for rule in RULES if rule.stage is stage]
    return Screening(pair.data.path.name, pair.meta.path.name, tuple(results), tuple(stages))


def _run(rule: Rule, pair: Pair, levels: Levels) -> CheckResult:
    found = list(CHECKS[rule.check](pair))
    remarks = " ".join(f.what for f in found if f.remark)
    found = [f for f in found if not f.remark]
    file = pair.meta.path.name if rule.file == "meta" else pair.data.path.name
    if not found:
        return CheckResult(rule.stage, rule.check, Outcome.PASS, f"{rule.passes} {remarks}".strip(), file=file)
    return CheckResult(
        stage=rule.stage,
        check=rule.check,
        level=levels.get(rule.check, rule.level),
        message=f"{_message(found)} {remarks}".strip(),
        mend=" ".join(dict.fromkeys(f.mend for f in found if f.mend)),
        file=file,
        rows=tuple(sorted({row for f in found for row in f.rows}))[:_ROWS],
        columns=tuple(dict.fromkeys(column for f in found for column in f.columns)),
    )


def _message(found: list[Found]) -> str:
    message = " ".join(f"{_where(f)}{f.what}" for f in found[:_SHOWN])
    return f"{message} And {len(found) - _SHOWN:,} more." if len(found) > _SHOWN else message


def _where(found: Found) -> str:
    return f"Row {found.rows[0]:,}: " if found.rows else ""
