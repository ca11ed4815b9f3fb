"""Pages as people meet them, at a desk and on a telephone, by keyboard, and without scripts."""

import pytest
from tests.browsing import WIDTHS, faults_of, followed

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path",
    [
        "/components/",
        "/components/?subject=music&order=-copies",
        "/components/?subject=music&author=nobody",
        "/components/?page=2",
        "/accessibility/",
        "/cookies/",
        "/nothing/",
    ],
)
def test_axe_finds_nothing_and_the_page_never_scrolls_sideways(shown, path, width):
    page = shown(path, width)
    assert not faults_of(page, path.strip("/").replace("/", "-").replace("?", "-"))


def test_our_lettering_is_there_and_the_first_tab_skips_to_the_content(shown):
    page = shown("/components/")
    loaded = "document.fonts.ready.then(() => [...document.fonts].filter(f => f.status == 'loaded').map(f => f.family))"
    assert set(page.evaluate(loaded)) == {"Atkinson Hyperlegible"}
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_goes_to_the_search_box(shown, key):
    page = shown("/accessibility/")
    page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") == "search-box"
    assert page.input_value("#search-box") == ""


def test_a_slash_in_a_text_is_a_slash(shown):
    page = shown("/components/")
    page.fill("#member_name", "a")
    page.focus("#member_name")
    page.keyboard.press("End")
    page.keyboard.press("/")
    assert page.input_value("#member_name") == "a/"


def test_arrow_keys_go_through_what_was_found(shown):
    page = shown("/components/")
    page.keyboard.press("/")
    words = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        words.append(page.evaluate("document.activeElement.textContent || document.activeElement.id"))
    assert words == ["Dry stone walls", "Village halls", "Village halls", "Dry stone walls", "search-box"]


def test_an_error_in_the_summary_leads_to_its_box(shown):
    page = shown("/components/")
    for link, box in (
        ("Enter the full name", "wrong_wrong-name"),
        ("Date of joining must be a real date", "wrong_wrong-joined-day"),
        ("Select the kind of membership", "wrong_wrong-kind"),
        ("Select the subjects of interest", "wrong_wrong-subjects"),
    ):
        page.click(f"#form-with-errors .govuk-error-summary a:text-is('{link}')")
        assert page.evaluate("document.activeElement.id") == box


def test_a_choice_opens_the_field_inside_it(shown):
    page = shown("/components/")
    assert not page.is_visible("#member_which")
    page.check("#member_kind-4")
    assert page.is_visible("#member_which")


def test_filters_are_folded_on_a_telephone_until_one_is_set(shown):
    assert shown("/components/").is_visible("#id_subject")
    assert not shown("/components/", 360).is_visible("#id_subject")
    assert shown("/components/?subject=music", 360).is_visible("#id_subject")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_list_is_ordered_filtered_and_paged_with_scripts_and_without(shown, scripts):
    page = shown("/components/", scripts=scripts)

    def first():
        return page.text_content(".app-table tbody th").strip()

    with followed(page):
        page.click(".app-table thead a:text-is('Copies')")
    assert page.get_attribute(".app-table thead th:has(a:text-is('Copies'))", "aria-sort") == "descending"
    assert page.text_content(".app-table tbody td.n").strip() == "9"
    page.select_option("#id_subject", "music")
    with followed(page):
        page.click("button:text('Apply filters')")
    assert "6 of 24 books" in page.text_content(".app-list-bar__count")
    assert page.get_attribute(".app-table thead th:has(a:text-is('Copies'))", "aria-sort") == "descending"
    with followed(page):
        page.click(".app-chosen__filter")
    with followed(page):
        page.click(".govuk-pagination__next a")
    assert "11 to 20 of 24 books" in page.text_content(".app-list-bar__count")
    with followed(page):
        page.click(".app-table thead a:text-is('Title')")
    assert first() == "A field guide to hedges"


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_opens_without_scripts(shown, width):
    page = shown("/components/", width, scripts=False)
    assert page.is_visible("#member_which")
    assert page.is_visible("#next-week")
    assert page.is_visible(".govuk-service-navigation__list")
