"""Articles that a site spreads over several pages are put together, in a crawl and on demand."""

from __future__ import annotations

import pytest
from hand_made_site import Answer, HandMade, article_page

HEADLINE = "Old bridge to be repaired"
PARTS = [
    "The council agreed on Tuesday to repair the bridge. Engineers had warned of cracks in two pillars.",
    "Fishermen asked for a safe crossing all summer. The ferry was too small for their lorries and too slow.",
    "Work begins next month and costs nine million. The mayor hopes that the state will pay for half of it.",
]
PATH = "/news/bridge-1001"


def page(number: int, *, last: int = 3, part: str | None = None, extra: str = "") -> Answer:
    links = "".join(f"<a href='{PATH}{f'?page={n}' if n > 1 else ''}'>{n}</a>" for n in range(1, last + 1))
    answer = article_page(HEADLINE, body=part or PARTS[number - 1])
    answer.body = str(answer.body).replace("</article>", f"</article><div class='pager'>{links}{extra}</div>")
    return answer


def spread(site: HandMade, *numbers: int, **options: str) -> None:
    """The site answers these pages of the article, and a feed names the first."""
    site.pages[PATH] = page(1, **options)
    for number in numbers:
        site.pages[f"{PATH}?page={number}"] = page(number, **options)


def holds(text: str) -> list[int]:
    return [number for number, part in enumerate(PARTS, 1) if part.split(". ")[0] in text]


def test_a_crawl_puts_the_pages_together(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, PATH)
    spread(site, 2, 3)
    assert wiredesk.crawl()["harbour"]["new"] == 1
    (article,) = wiredesk.queue()
    assert holds(article["body_text"]) == [1, 2, 3]
    assert article["body_text"].count("two pillars") == 1
    assert "multi_page" not in article["extraction"]["warnings"]
    assert article["url"] == f"{site.url}{PATH}"
    assert [path for path in site.paths() if path.startswith(PATH)] == [PATH, f"{PATH}?page=2", f"{PATH}?page=3"]


def test_a_fetch_puts_the_pages_together(wiredesk, start_site):
    site = start_site()
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    spread(site, 2, 3)
    assert holds(wiredesk("fetch", site.url + PATH).stdout) == [1, 2, 3]


def test_the_page_with_all_of_it_is_one_request(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, PATH)
    spread(site, extra=f"<a href='{PATH}?page=all'>On one page</a>")
    site.pages[f"{PATH}?page=all"] = article_page(HEADLINE, body=" ".join(PARTS))
    wiredesk.crawl()
    (article,) = wiredesk.queue()
    assert holds(article["body_text"]) == [1, 2, 3]
    assert [path for path in site.paths() if "page=" in path] == [f"{PATH}?page=all"]


@pytest.mark.parametrize(
    "second",
    [
        Answer("gone", status=404),
        Answer("", status=302, headers={"Location": "http://localhost:1/news/bridge-1001"}),
        article_page("Bakers ask for help as flour doubles in price"),
        Answer("%PDF-1.4", content_type="application/pdf"),
    ],
)
def test_where_a_page_cannot_be_had_the_article_says_so(wiredesk, start_site, second):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, PATH)
    spread(site)
    site.pages[f"{PATH}?page=2"] = second
    assert wiredesk.crawl()["harbour"]["new"] == 1
    (article,) = wiredesk.queue()
    assert holds(article["body_text"]) == [1]
    assert "multi_page" in article["extraction"]["warnings"]


def test_a_site_that_gives_the_same_page_again_is_asked_once(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, PATH)
    spread(site)
    site.pages[f"{PATH}?page=2"] = site.pages[PATH]
    wiredesk.crawl()
    (article,) = wiredesk.queue()
    assert holds(article["body_text"]) == [1]
    assert "multi_page" not in article["extraction"]["warnings"]
    assert f"{PATH}?page=3" not in site.paths()


def test_robots_txt_holds_for_further_pages(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, PATH)
    spread(site, 2, 3)
    site.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /*page=", content_type="text/plain")
    wiredesk.crawl()
    (article,) = wiredesk.queue()
    assert holds(article["body_text"]) == [1]
    assert not any("page=" in path for path in site.paths())


def test_pages_that_name_ever_more_pages_come_to_an_end(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, PATH)
    spread(site)
    for number in range(2, 29):
        tale = f"Part {number} of this tale is told. It goes on."
        site.pages[f"{PATH}?page={number}"] = page(number, last=number + 1, part=tale)
    wiredesk.crawl()
    (article,) = wiredesk.queue()
    assert "Part 10 of" in article["body_text"]
    assert "Part 11 of" not in article["body_text"]
    assert "multi_page" in article["extraction"]["warnings"]
    assert wiredesk.crawl()["harbour"]["updated"] == 0
