"""Articles in few words and at odd addresses are taken; section and home pages of any making are not."""

import pytest

from wiredesk import extract_article
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction import extract_page
from wiredesk.pipelines.page import page_from_bytes

SITE = "https://www.pier-post.example"
NEWS = [
    (
        "Council rebuilds the broken pier in wood",
        "The council decided on Monday to rebuild the pier that a storm broke.",
    ),
    ("Bakers ask for help as flour grows dear", "Bakers say that the price of flour has doubled since the mill burnt."),
    ("Lorries wait for hours at the border", "The flour comes from abroad on lorries, which have to wait for hours."),
    ("Ministry promises an answer in a fortnight", "The ministry has promised an answer, and nobody believes a word."),
    ("Two of the oldest shops have closed", "Two of the oldest shops have closed, and a third opens on market days."),
    ("Fishermen may moor at the old quay", "Fishermen may moor at the quay if they leave room for the lifeguards."),
    ("Engineers find worms in nine piles", "Only nine of its sixty piles can be used again; worms ate the others."),
    ("Children count smaller loaves of bread", "Bread has become smaller rather than dearer, as every child can tell."),
    (
        "Insurance has not paid for the mill yet",
        "A cooperative wants to buy the ruin, but the bank asks for a guarantee.",
    ),
    (
        "Mayor opens the meeting with a photograph",
        "The work will cost two million and last until autumn, said the mayor.",
    ),
]
MENU = "".join(f"<li><a href='/{name.lower()}/'>{name}</a></li>" for name in ("World", "Town", "Culture", "Sport"))
DECLARED = "<meta property='og:type' content='article'>"


def document(title: str, main: str, head: str = "", language: str = "en") -> bytes:
    top = f"<header><a href='/'>Pier Post</a><nav><ul>{MENU}</ul></nav></header>"
    page = f"<head><title>{title}</title>{head}</head><body>{top}<main>{main}</main><footer>© Pier Post</footer></body>"
    return f"<html lang='{language}'>{page}</html>".encode()


def rows(card: str, count: int = 10) -> str:
    return "".join(
        card.format(link=f"/news/{number}", title=title, text=text, day=number + 1)
        for number, (title, text) in enumerate(NEWS[:count])
    )


def outcome(html: bytes, path: str) -> str:
    found = extract_page(page_from_bytes(html, SITE + path, None, None))
    return "article" if isinstance(found, Article) else found.reason


LINK = "<a href='{link}'>{title}</a>"
CARDS = {
    "divs": "<div class='i'><div>" + LINK + "</div><span>{day} November 2026</span><p>{text}</p></div>",
    "headings that are no links": "<div><h2>{title}</h2><p>{text}</p><a href='{link}'>Continue reading</a></div>",
    "long excerpts": "<div><h2>" + LINK + "</h2><p>{text} {text} {text} […]</p><a href='{link}'>More »</a></div>",
    "articles": "<article><h2>" + LINK + "</h2><time datetime='2026-11-01'>{day} Nov</time><p>{text}</p></article>",
    "flat": "<h3>" + LINK + "</h3><p>{text}</p>",
    "bold in a table": "<table><tr><td><b>" + LINK + "</b><br>{day}/11/2026<br>{text}</td></tr></table>",
    "links around all": "<a href='{link}'><h3>{title}</h3><p>{text}</p></a>",
    "full posts": "<div><h2>" + LINK + "</h2><p>{text} {text}</p><p>{text} {text}</p><p>{text}</p></div>",
}


@pytest.mark.parametrize("head", ["", DECLARED], ids=["undeclared", "declared"])
@pytest.mark.parametrize("path", ["/town/", "/todays-news"])
@pytest.mark.parametrize("card", CARDS)
def test_a_section_is_no_article(card: str, path: str, head: str) -> None:
    html = document("Town - Pier Post", f"<h1>Town</h1>{rows(CARDS[card])}", head)
    assert outcome(html, path) in ("listing", "not_article")


def test_a_section_that_is_called_by_a_sentence_is_none_either() -> None:
    html = document("All that happened in our town", f"<h1>All that happened in our town</h1>{rows(CARDS['divs'])}")
    assert outcome(html, "/all") == "listing"


@pytest.mark.parametrize("head", ["", DECLARED], ids=["undeclared", "declared"])
def test_a_home_page_is_no_article(head: str) -> None:
    sections = "".join(f"<section><h2>{name}</h2>{rows(CARDS['flat'], 4)}</section>" for name in ("World", "Town"))
    assert outcome(document("Pier Post | News", sections, head), "/") == "listing"


def test_a_home_page_with_a_sentence_is_none_even_if_its_system_calls_each_page_an_article() -> None:
    html = document(
        "The best music of the bay",
        "<h1>The best music of the bay</h1><p>Hear our presenters all day long on 96.5 FM, and all night long.</p>",
        DECLARED,
    )
    assert outcome(html, "/") == "listing"


@pytest.mark.parametrize(("path", "kind"), [("/pt-br/", "listing"), ("/zh-hans", "listing"), ("/my-life", "article")])
def test_an_article_at_a_short_address_is_no_home_page_of_a_language(path: str, kind: str) -> None:
    text = (
        "The old musician of the bay tells of forty years on ferries, of storms, and of the songs that he never wrote."
    )
    assert outcome(document("My life", f"<h1>My life on the ferries</h1><p>{text}</p>", DECLARED), path) == kind


ITEMS = rows("<li>" + LINK + " <span>{day}.11.2026</span></li>")


@pytest.mark.parametrize(
    "text",
    [
        "In this section you find all stories of the printed edition, from the first page to the last, every day.",
        "Ann Hall has written about the harbour since 1999. She grew up on the quay and likes to sail in winter. " * 3,
    ],
)
def test_a_description_above_a_list_of_links_is_no_article(text: str) -> None:
    assert (
        outcome(document("Ann Hall - Pier Post", f"<h1>Ann Hall</h1><p>{text}</p><ul>{ITEMS}</ul>"), "/w/1")
        == "listing"
    )


def test_the_description_of_a_section_that_scripts_draw_is_no_article() -> None:
    text = (
        "In this section you find all stories of the printed edition, from the first page to the last, every day. " * 2
    )
    head = "<meta property='og:type' content='website'>"
    assert outcome(document("Today's paper | Pier Post", f"<p>{text}</p>", head), "/todays-paper") == "listing"


def test_a_chinese_list_of_news_is_no_article() -> None:
    names = (
        "市议会决定用木材重建被风暴摧毁的码头",
        "山谷里的面包师说面粉价格已经翻了一番",
        "渔民可以停靠在旧码头但必须留出位置",
    )
    items = "".join(f"<li><a href='/n/{n}.html'>{names[n % 3]}</a><span>11-2{n % 9}</span></li>" for n in range(20))
    assert outcome(document("滚动新闻", f"<h1>滚动新闻</h1><ul>{items}</ul>", language="zh"), "/gundong/") == "listing"


STORY = "".join(f"<p>{text}</p>" for _, text in NEWS[:4])
HEADLINE = "Council rebuilds the broken pier in wood"


@pytest.mark.parametrize(
    "path",
    [
        "/topics/harbour/council-rebuilds-pier",
        "/topics/council-rebuilds-pier.html",
        "/thema/hafen/rat-baut-pier",
        "/temas/puerto/el-concejo",
        "/category/harbour/council-rebuilds-pier",
        "/tag/pier/council",
        "/archiv/2026/pier",
    ],
)
@pytest.mark.parametrize("day", ["<p>8 October 2026</p>", ""])
def test_an_article_may_live_below_its_topic(path: str, day: str) -> None:
    related = f"<div><h3>More</h3><ul>{rows('<li>' + LINK + '</li>')}</ul></div>" if day else ""
    html = document(f"{HEADLINE} - Pier Post", f"<h1>{HEADLINE}</h1>{day}{STORY}{related}")
    assert outcome(html, path) == "article"


@pytest.mark.parametrize(
    ("language", "headline", "text"),
    [
        ("zh", "海湾镇重建被毁码头", "海湾镇议会决定用木材重建去年冬天被风暴摧毁的码头，工程将持续到秋天。"),
        ("ja", "海辺の町、桟橋を再建へ", "町議会は月曜の夜、嵐で壊れた桟橋を木で再建することを決めた。"),
        ("ko", "마을, 부두 다시 짓는다", "마을 의회는 부서진 부두를 나무로 다시 짓기로 월요일 밤에 결정했다."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["above", "below"])
def test_news_in_a_line_is_an_article(language: str, headline: str, text: str, place: str) -> None:
    day = "<div>2026-10-08 11:02</div>"
    top = f"{day}<h1>{headline}</h1>" if place == "above" else f"<h1>{headline}</h1>{day}"
    html = document(headline, f"{top}<div><p>{text}</p></div>", language=language)
    found = extract_article(html, f"{SITE}/topics/harbour/4321.html")
    assert found is not None
    assert found.body_text == text


def test_a_digest_of_the_day_is_an_article() -> None:
    day = "<p>8 October 2026</p>"
    items = rows("<h3>" + LINK + "</h3><p>{text} {text}</p>", 5)
    title = "What you have to know on this Thursday morning"
    html = document(
        title, f"<h1>{title}</h1>{day}<p>Good morning. These are the stories of the day.</p>{items}", DECLARED
    )
    assert outcome(html, "/news/2026/10/08/what-you-have-to-know") == "article"


def test_a_table_of_contents_is_no_row_of_teasers() -> None:
    parts = "".join(
        f"<h2 id='p{n}'><a href='#p{n}'>{title}</a></h2><p>{text}</p>" for n, (title, text) in enumerate(NEWS)
    )
    title = "How the pier of the town was built again"
    assert (
        outcome(document(title, f"<h1>{title}</h1><p>{NEWS[0][1]}</p>{parts}"), "/how-the-pier-was-built") == "article"
    )


PUBLISHED = DECLARED + "<meta property='article:published_time' content='2026-11-20T10:00:00Z'>"


@pytest.mark.parametrize(
    ("path", "headline"),
    [
        ("/tag/pier", "All stories about the pier of the town"),
        ("/category/news/", "News"),
        ("/search?q=pier", "Search results for: pier"),
        ("/authors/ann-lee", "Ann Lee"),
        ("/author/ann-lee/page/2", "All that Ann Lee has written"),
    ],
)
@pytest.mark.parametrize("card", ["flat", "articles", "divs", "links around all", "headings that are no links"])
@pytest.mark.parametrize("head", [DECLARED, PUBLISHED], ids=["declared", "dated by meta"])
def test_four_teasers_at_the_address_of_a_list_are_no_article(path: str, headline: str, card: str, head: str) -> None:
    html = document(f"{headline} - Pier Post", f"<h1>{headline}</h1>{rows(CARDS[card], 4)}", head)
    assert outcome(html, path) == "listing"


@pytest.mark.parametrize(
    "names",
    ["archive category category-town", "search search-results", "path-taxonomy", "site com_content view-category"],
)
def test_what_the_content_system_calls_a_listing_is_no_article(names: str) -> None:
    card = "<div><h3><a href='{link}'>{title}</a></h3><p>{text}</p></div>"
    html = document("Town", f"<h1>Town</h1>{rows(card, 3)}", DECLARED).replace(
        b"<body>", f"<body class='{names}'>".encode()
    )
    assert outcome(html, "/town/") == "listing"
    single = html.replace(names.encode(), b"single single-post archive category")
    assert outcome(single, "/town/") != "listing"


def test_a_section_of_short_headlines_is_no_article() -> None:
    card = "<div><h3><a href='{link}'>{title:.14}</a></h3><p>{text}</p></div>"
    assert outcome(document("Town", f"<h1>Town</h1>{rows(card)}", DECLARED), "/town/") == "listing"
