"""The report of `attainable data check`, for a person and for a machine."""

from dataclasses import asdict

from attainable.cli.output import json_text, table_text
from attainable.cli.progress import bytes_progress
from attainable.evidence.catalogue import Catalogue
from attainable.values.problem import Problem, ProblemsError
from attainable.warehouse.checking import CheckReport, CopyReport, check_store, compare_copies

_FIRST = 3
_KEPT_FOR_ALL = 1_000_000


def checked(catalogue: Catalogue, format: str, *, all_findings: bool) -> tuple[str, bool]:
    """The report as text, and whether anything differs."""
    if format not in ("table", "json"):
        raise ProblemsError(Problem("unknown-format", f"There is no format {format!r}.", "Use table or json."))
    keep = _KEPT_FOR_ALL if all_findings else _FIRST
    with bytes_progress() as progress:
        report = check_store(catalogue, progress=progress, keep=keep)
        copies = compare_copies(catalogue, keep=keep)
    faults = bool(report.failed) or any(copy.differing for copy in copies)
    if format == "json":
        findings = [asdict(finding) for finding in report.findings]
        differences = [asdict(difference) for copy in copies for difference in copy.differences]
        return json_text([{"kind": "check", **f} for f in findings] + [{"kind": "copy", **d} for d in differences]), faults
    return _words(report, copies, all_findings), faults


def _words(report: CheckReport, copies: list[CopyReport], all_findings: bool) -> str:
    rows = [
        [r.table, r.check, f"{r.tested:,}", f"{r.failed:,}", f"{r.not_testable:,}"]
        for r in sorted(report.results, key=lambda r: -r.failed)
        if r.tested or r.left_out
    ]
    lines = [
        "What must add up",
        "",
        table_text(("table", "check", "tested", "differ", "not testable"), rows, right=("tested", "differ", "not testable")),
        "",
    ]
    lines.append(f"{report.tested:,} tested, {report.failed:,} differ.")
    if report.findings:
        lines += ["", "What does not add up" + ("" if all_findings else " (the first of each; --all lists every one)"), ""]
        lines += [f"- {f.file}, {f.sentence}" for f in report.findings]
    if copies:
        lines += ["", "Older and newer copies of the same table", ""]
        for copy in copies:
            lines.append(f"- {copy.title}, {copy.old_release} against {copy.new_release}: {copy.summary}")
            lines += [f"  - {d.sentence}" for d in copy.differences]
    return "\n".join(lines)
