"""Chart 7 and the county's cube: identification by area of residence; attainment by need, district and stage."""

from attainable.evidence.cubes.cube import Cell
from attainable.evidence.pupils.book import Book, Finish, Numbers, result
from attainable.evidence.pupils.standards import standard_of
from attainable.evidence.result import RawResult
from attainable.values.codes import KEY_STAGES, SEN_NEED


def identified_by_area(book: Book) -> Finish:
    """Pupils with SEN as a share of all pupils who live in an area."""
    year = book.asking.last(book.cubes.years)
    if year is None:
        return lambda numbers: []
    cube = book.cubes.residents(year, book.asking.home)
    known = {area.code: area for area in book.asking.areas}
    codes = [code for code in cube.present("area") if code in known]
    name = ("areas", year, book.asking.home)
    shares = {code: book.share(name, cube, "with_sen", "pupils", {"area": (code,)}) for code in codes}
    everyone = book.share(name, cube, "with_sen", "pupils", {})

    def finish(numbers: Numbers) -> list[RawResult]:
        measure, maker = book.maker("identified-by-area")
        rows = [maker.rate(year, "any-sen", numbers.counts(everyone))]
        rows += [maker.at(known[str(c)]).rate(year, "any-sen", numbers.counts(s)) for c, s in shares.items()]
        return [result(measure.subject(), rows)]

    return finish


def need_by_area(book: Book, *, stages: tuple[str, ...] = ("KS1", "KS2", "KS4"), years: int = 3) -> Finish:
    """The county's cube: attainment by primary need, district, stage and year, with every margin; a nation's has no districts."""
    known = {area.code: area for area in book.asking.areas} if book.asking.home == "home_district" else {}
    shares = {}
    for stage in stages:
        for year in book.asking.upto(book.cubes.years_with("expected_of", stage))[-years:]:
            cube = book.cubes.needs(year, book.asking.home).part({"stage": (stage,)}).rolled(("area", "need"))
            areas = [None, *(c for c in cube.present("area", "expected_of") if c in known)]
            needs = [None, *(n.code for n in SEN_NEED if n.code in cube.present("need", "expected_of"))]
            for area in areas:
                for need in needs:
                    where: dict[str, tuple[Cell, ...]] = {} if area is None else {"area": (area,)}
                    where |= {"need": tuple(n for n in cube.categories["need"] if n)} if need is None else {"need": (need,)}
                    share = book.share(("needs", year, stage), cube, "expected_met", "expected_of", where)
                    shares[stage, year, area, need] = share

    def finish(numbers: Numbers) -> list[RawResult]:
        measure, maker = book.maker("attainment-by-need-and-area")
        results = []
        for stage in stages:
            mine = {key[1:]: share for key, share in shares.items() if key[0] == stage}
            rows = [
                (maker if area is None else maker.at(known[str(area)])).rate(
                    year, "any-need" if need is None else need.lower(), numbers.counts(share)
                )
                for (year, area, need), share in mine.items()
            ]
            if rows:
                standard = standard_of(stage, rows[-1].period.year)
                words = f"{KEY_STAGES[stage].label}: {standard.words}." if standard else ""
                title = f"{measure.title}, {KEY_STAGES[stage].label.lower()}"
                results.append(result(measure.subject(title=title, definition=words), rows))
        return results

    return finish
