"""Every component in every state, as a browser shows it."""

import pytest

from ui.sample_gallery import STATES, gallery

WIDTHS = (1360, 1000, 390)


@pytest.fixture
def show(browser, site):
    site.pages["/"] = gallery()

    def open_gallery(width):
        return browser(width=width)

    return open_gallery


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(show, problems, width):
    assert problems(show(width)) == []


def test_axe_finds_nothing_in_the_open_menu_of_a_phone(show, problems):
    page = show(390)
    page.click(".side-fold:has(.outline) > summary")
    page.click(".who > summary")
    assert problems(page) == []


def test_axe_would_find_something(show, problems):
    page = show(390)
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [problem.split(":")[0] for problem in problems(page)] == ["html-has-lang"]


@pytest.mark.parametrize("width", [*WIDTHS, 768, 320])
def test_nothing_scrolls_sideways_but_marked_tables(show, width):
    page = show(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        "Array.from(document.querySelectorAll('main *'))"
        ".filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === 'auto')"
        ".map((one) => one.className)"
    )
    assert set(wide) <= {"scroll sheet"}


def test_nothing_is_missing_and_the_security_policy_is_kept(show, site):
    show(1360)
    assert site.faults == []


def test_the_lists_at_the_side_are_open_on_a_wide_screen_and_folded_on_a_phone(show):
    wide, phone = show(1360), show(390)
    assert wide.is_visible(".outline a") is True
    assert wide.is_visible(".side-fold:has(.outline) > summary") is False
    assert (
        phone.evaluate("document.querySelector('.outline a').checkVisibility({contentVisibilityAuto: true})")
        is False
    )
    phone.click(".side-fold:has(.outline) > summary")
    assert phone.is_visible(".outline a") is True


def test_all_seven_tabs_fit_in_one_line_on_a_telephone_and_counts_are_dots(show):
    page = show(390)
    tabs = page.locator(".head-tabs a")
    assert len({tab.bounding_box()["y"] for tab in tabs.all()}) == 1
    assert tabs.count() == 7
    assert page.locator(".head-count").first.bounding_box()["width"] == 8


def test_the_error_summary_has_the_focus_and_leads_to_the_field(show):
    page = show(1360)
    assert page.evaluate("document.activeElement.className") == "summary"
    page.click(".summary a >> nth=0")
    assert page.evaluate("document.activeElement.name") == "wrong-begins"


def test_every_lamp_is_drawn_differently_in_black_and_white_at_ten_pixels(show):
    page = show(1360)
    page.evaluate(
        "document.querySelector('main').innerHTML = '<p id=lamps></p>';"
        "document.adoptedStyleSheets = [Object.assign(new CSSStyleSheet(), {})];"
        "document.adoptedStyleSheets[0].replaceSync("
        "'#lamps svg { width: 10px; height: 10px; color: #000; display: block; margin: 4px }')"
    )
    pictures = {}
    for state in STATES:
        page.evaluate(
            "(state) => { document.getElementById('lamps').innerHTML ="
            " `<svg aria-hidden=true><use href='/static/ui/lamps.svg#${state}'/></svg>` }",
            state,
        )
        page.wait_for_timeout(200)
        pictures[page.locator("#lamps svg").screenshot()] = state
    assert list(pictures.values()) == list(STATES)


def test_a_lamp_is_printed_with_its_word(show):
    page = show(1360)
    word = page.locator("td .lamp-word").first
    assert word.bounding_box()["width"] == 1
    page.emulate_media(media="print")
    assert word.bounding_box()["width"] > 20
    assert page.is_visible(".bar") is False
    assert page.is_visible("main") is True
