"""Chart 7 and the county's cube: identification by area of residence; attainment by need, district and stage."""

from attainable.evidence.cubes.cube import Category
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers, result
from attainable.evidence.pupils.standards import standard_of
from attainable.evidence.result import RawResult
from attainable.values.codes import KEY_STAGES, SEN_NEED


def identified_by_area(plan: PackPlan) -> Finish:
    """Pupils with SEN as a share of all pupils who live in an area."""
    year = plan.question.last(plan.cubes.years)
    if year is None:
        return lambda numbers: []
    cube = plan.cubes.residents(year, plan.question.home)
    known = {area.code: area for area in plan.question.areas}
    codes = [code for code in cube.present("area") if code in known]
    name = ("areas", year, plan.question.home)
    shares = {code: plan.share(name, cube, "with_sen", "pupils", {"area": (code,)}) for code in codes}
    everyone = plan.share(name, cube, "with_sen", "pupils", {})

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker("identified-by-area")
        rows = [maker.rate(year, "any-sen", numbers.counts(everyone))]
        rows += [maker.at(known[str(c)]).rate(year, "any-sen", numbers.counts(s)) for c, s in shares.items()]
        return [result(measure.subject(), rows)]

    return finish


def need_by_area(plan: PackPlan, *, stages: tuple[str, ...] = ("KS1", "KS2", "KS4"), years: int = 3) -> Finish:
    """The county's cube: attainment by primary need, district, stage and year, with every margin; a nation's has no districts."""
    known = {area.code: area for area in plan.question.areas} if plan.question.home == "home_district" else {}
    shares = {}
    for stage in stages:
        for year in plan.question.upto(plan.cubes.years_with("expected_of", stage))[-years:]:
            cube = plan.cubes.needs(year, plan.question.home).part({"stage": (stage,)}).rolled(("area", "need", "sen"))
            areas = [None, *(c for c in cube.present("area", "expected_of") if c in known)]
            needs = [None, *(n.code for n in SEN_NEED if n.code in cube.present("need", "expected_of"))]
            for area in areas:
                for need in needs:
                    where: dict[str, tuple[Category, ...]] = {} if area is None else {"area": (area,)}
                    where |= {"need": tuple(n for n in cube.categories["need"] if n)} if need is None else {"need": (need,)}
                    share = plan.share(("needs", year, stage), cube, "expected_met", "expected_of", where)
                    shares[stage, year, area, need] = share

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker("attainment-by-need-and-area")
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
