"""Rules from corrected pages: each finds the right value on all of them, and on a page that nobody has corrected."""

from __future__ import annotations

import pytest
import town_pages

from wiredesk.crawlers.site_tools.own_pages.correction_text import as_extracted, with_settings
from wiredesk.crawlers.site_tools.own_pages.page_folder import SavedPage
from wiredesk.crawlers.site_tools.own_pages.rule_proposal import extracted, propose_rules
from wiredesk.pipelines.site_profile import ExtractRules, SiteProfile


def saved(name: str, html: str | None = None) -> SavedPage:
    page = SavedPage(name, town_pages.url(name), "2026-05-10", (html or town_pages.html(name)).encode(), None)
    right = with_settings(town_pages.settings(name), as_extracted(extracted(page, None)))
    return SavedPage(page.id, page.url, page.fetched, page.html, right)


def test_rules_put_right_what_was_wrong_and_hold_for_the_next_page():
    found = propose_rules([saved("bridge"), saved("mill")])
    assert (found.before, found.after, found.wrong) == (found.judged - 4, found.judged, ())
    assert found.rules.headline == ["div.top-line"]
    assert found.rules.remove
    assert not found.rules.authors
    assert not found.rules.date
    article = extracted(saved("school"), SiteProfile(extract=found.rules))
    assert article is not None
    assert article.headline == "School opens a month late"
    assert town_pages.PROMOTION not in article.body_text


def test_nothing_wrong_needs_no_rules():
    page = saved("mill")
    right = as_extracted(extracted(page, None))
    pages = [SavedPage(page.id, page.url, page.fetched, page.html, right) for _ in range(2)]
    assert propose_rules(pages).rules == ExtractRules()


def test_rules_that_the_site_has_are_kept_and_not_proposed_again():
    profile = SiteProfile(extract=ExtractRules(headline=["div.top-line"]))
    found = propose_rules([saved("bridge"), saved("mill")], profile)
    assert found.rules.headline == []
    assert found.rules.remove


def test_authors_and_dates_that_the_page_hides():
    def hidden(name: str) -> SavedPage:
        _, author, date, day = town_pages.PAGES[name]
        html = town_pages.html(name).replace("<head>", '<head><meta name="author" content="Nora Template">')
        html = html.replace(f'<i class="day">{day}</i>', '<time datetime="2019-01-01" pubdate>1 January 2019</time>')
        html = html.replace(f'<span class="sig-a">{author}</span>', "")
        return saved(name, html.replace("</body>", f'<u class="zz">{author}</u><u class="qq">{date}</u></body>'))

    found = propose_rules([hidden("bridge"), hidden("mill")])
    assert found.wrong == ()
    assert (found.rules.authors, found.rules.date) == (["u.zz"], ["u.qq"])


def test_what_no_rule_mends_is_said():
    """Its element is the first of its kind on one page and the second on the other, and has no name in common."""
    first, second = town_pages.html("bridge"), town_pages.html("mill").replace("<body>", "<body><div>Menu</div>")
    pages = [saved("bridge", first.replace("top-line", "top-a")), saved("mill", second.replace("top-line", "top-b"))]
    assert propose_rules(pages).wrong == ("headline",)


def test_no_rule_takes_text_off_of_which_nobody_has_said_that_it_is_foreign():
    """The box has no name of its own: what finds it finds the subheadings too."""

    def page(name: str) -> SavedPage:
        html = town_pages.html(name).replace('<div class="bx-trip">', "<div>")
        html = html.replace(f"<p>{town_pages.PROMOTION}</p>", f'<h5 class="x">{town_pages.PROMOTION}</h5>')
        return saved(name, html.replace("<p>Several", '<h5 class="x">What they say</h5><p>Several'))

    rules = propose_rules([page("bridge"), page("mill")]).rules
    for name in ("bridge", "mill"):
        article = extracted(page(name), SiteProfile(extract=rules))
        assert article is not None
        assert "What they say" in article.body_text


def test_one_page_is_too_few():
    with pytest.raises(ValueError, match="there are 1"):
        propose_rules([saved("mill")])
