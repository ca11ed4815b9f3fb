"""SEN2 returns, a process of its own: how long it takes to make one, to read, check and write it, or what a fair rival takes.

    returns.py make N FILE | ours FILE OUT | rival FILE OUT      > {"seconds": s, "people": n, "findings": k, "peak_mb": m}

The rival is the plain way in Python: ElementTree into a workbook of openpyxl, a sheet a table, in one pass and without any check.
"""

import gc
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any


def _make(people: int, path: Path) -> dict[str, Any]:
    from attainable.demo.returns import make
    from attainable.formats.sen2.writing import write_xml

    with path.open("w", encoding="utf-8") as file:
        write_xml(make(people), file)
    return {"people": people}


def _ours(path: Path, out: Path) -> dict[str, Any]:
    from attainable.formats.sen2.checks import check
    from attainable.formats.sen2.writing import write_xml
    from attainable.formats.sen2.xml_reading import read_xml

    found, _ = read_xml(path)
    gc.freeze()
    findings = sum(1 for _ in check(found))
    with out.open("w", encoding="utf-8") as file:
        write_xml(found, file)
    return {"people": len(found.people), "findings": findings}


def _rival(path: Path, out: Path) -> dict[str, Any]:
    from xml.etree import ElementTree

    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheets: dict[str, Any] = {}
    counts: dict[str, int] = {}

    def put(element: Any, above: int) -> None:
        sheet = sheets.get(element.tag) or sheets.setdefault(element.tag, book.create_sheet(element.tag))
        counts[element.tag] = own = counts.get(element.tag, 0) + 1
        sheet.append([own, above, *(child.text for child in element if not len(child))])
        for child in element:
            if len(child):
                put(child, own)

    for _, element in ElementTree.iterparse(path):
        if element.tag == "Person":
            put(element, 0)
            element.clear()
    book.save(out)
    return {"people": counts.get("Person", 0)}


def main(what: str, *words: str) -> None:
    start = time.perf_counter()
    if what == "make":
        found = _make(int(words[0]), Path(words[1]))
    else:
        found = {"ours": _ours, "rival": _rival}[what](Path(words[0]), Path(words[1]))
    found |= {"seconds": time.perf_counter() - start, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
