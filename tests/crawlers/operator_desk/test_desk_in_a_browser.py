"""The desk in a real Chromium: what a person sees, presses and hears."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from queue_writer import make_article

from wiredesk.crawlers.fetching.browser import browser_on_path

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(browser_on_path() is None, reason="no Chromium on PATH (apt-get install chromium)")

LEAST_CONTRAST = """() => {
  const part = value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = colour => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map(value => part(value / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const shown = [...document.querySelectorAll("h1, th, td, a, small, .state, button, label")];
  return Math.min(...shown.map(element => {
    const pair = [getComputedStyle(element).color, behind(element)].map(luminance).sort((one, two) => two - one);
    return (pair[0] + 0.05) / (pair[1] + 0.05);
  }));
}"""
"""The lowest contrast of a text to what is behind it, as WCAG 2.2 reckons it."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_on_path(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, running_desk) -> Iterator[playwright.Page]:
    """A window at the overview; whatever the browser complains about fails the test."""
    window = chromium.new_page(base_url=running_desk.browser.url, viewport={"width": 1000, "height": 800})
    complaints: list[str] = []
    window.on("console", lambda message: complaints.append(message.text))
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.goto("/desk/")
    yield window
    window.close()
    assert complaints == [], "a blocked script or style, or a fault"


def test_everything_can_be_reached_by_keyboard(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Sites"
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/sites")
    page.get_by_role("searchbox", name="Words").fill("valley")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/sites?q=valley*")
    assert page.get_by_role("row").filter(has_text="Valley News").count() == 1


def test_a_screen_reader_is_told_what_charts_and_tables_show(page):
    page.goto("/desk/sites/valley")
    assert page.get_by_role("img", name="New articles a day").count() == 1
    assert page.get_by_role("columnheader", name="Last read").count() == 1
    assert page.get_by_role("navigation", name="Pages").get_by_role("link").count() == 7
    unnamed = page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden]), select')].filter(e => !e.labels.length).length"
    )
    assert unnamed == 0


def test_buttons_do_what_they_say(page, running_desk):
    page.goto("/desk/sites/valley")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Resume").wait_for()
    assert running_desk.queue.client.hkeys(running_desk.queue.keys.paused) == ["valley"]
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Pause").wait_for()
    assert not running_desk.queue.client.exists(running_desk.queue.keys.paused)


def test_the_kept_page_is_framed_without_its_scripts(page):
    page.goto("/desk/articles?site=valley")
    page.locator("tbody a, tr th a").first.click()
    frame = page.frame_locator("iframe.kept")
    frame.get_by_text("By Aram Haddad").wait_for()


def test_arabic_runs_from_right_to_left_and_markup_of_strangers_stays_text(page, running_desk):
    headline = "<b onmouseover=alert(1)>مجلس البلدة</b>"
    running_desk.queue.add(make_article(77, headline=f"مجلس {headline}", language="ar"))
    page.goto("/desk/articles?language=ar")
    link = page.get_by_role("link", name="مجلس").first
    assert link.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert link.locator("b").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(page, scheme):
    """Contrast of 4.5 to 1 (WCAG 2.2, 1.4.3) for text, links and states."""
    page.emulate_media(color_scheme=scheme)
    page.goto("/desk/sites")
    assert page.evaluate(LEAST_CONTRAST) >= 4.5


def test_a_narrow_screen_needs_no_sideways_scrolling(page, running_desk):
    page.set_viewport_size({"width": 360, "height": 700})
    story = f"/desk/why?of={running_desk.village.url}/news/story-3"
    for path in ("/desk/", "/desk/sites", "/desk/sites/valley", "/desk/queue", story, "/desk/fetch"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_rule_is_made_with_the_mouse(page, running_desk):
    path = running_desk.installation.folder / "sites" / "valley.toml"
    before = path.read_text()
    page.goto("/desk/articles?q=council")
    page.click("main a[href^='/desk/articles/']:not([href*='?'])")
    page.click("text=Make a rule")
    page.click("text=By Aram Haddad")
    page.select_option("#authors", "p.byline")
    page.click("form:has(#authors) button")
    page.click("text=Write this rule", timeout=60_000)
    page.wait_for_selector("text=Written to", timeout=60_000)
    try:
        assert 'authors = ["p.byline"]' in path.read_text()
    finally:
        path.write_text(before)
