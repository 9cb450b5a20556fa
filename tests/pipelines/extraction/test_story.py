"""Articles whose text stands only in the data that a page carries for its own scripts."""

import json
import time

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, paragraphs
from wiredesk import Article, extract_article

URL = "https://www.pier-post.example/town/2026/broken-pier-is-rebuilt-in-wood"
TEXT = "\n\n".join(STORY)


def page(scripts: str, body: str = "<div id='root'></div>", head: str = "") -> bytes:
    meta = f"<title>{HEADLINE} | Pier Post</title><meta property='og:title' content='{HEADLINE}'>"
    kind = "<meta property='og:type' content='article'>"
    return f"<html lang='en'><head>{meta}{kind}{head}</head><body>{body}{scripts}</body></html>".encode()


def read(scripts: str, body: str = "<div id='root'></div>") -> Article:
    found = extract_article(page(scripts, body), URL)
    assert found is not None
    return found


def as_html(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def next_data(props: object) -> str:
    data = json.dumps({"props": {"pageProps": props}, "page": "/[slug]"})
    return f"<script id='__NEXT_DATA__' type='application/json'>{data}</script>"


RICH_TEXTS = {
    "markup": as_html(STORY),
    "escaped markup": as_html(STORY).replace("<", "&lt;").replace(">", "&gt;"),
    "lines": TEXT,
    "texts": STORY,
    "ans": [{"type": "text", "content": text} for text in STORY]
    + [{"type": "image", "caption": OTHER[0]}, {"type": "story_link", "title": OTHER[1], "url": "/x"}],
    "contentful": {
        "nodeType": "document",
        "content": [
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": text, "marks": []}]} for text in STORY
        ],
    },
    "prosemirror": {
        "type": "doc",
        "content": [
            {
                "type": "paragraph",
                "content": [
                    {"type": "text", "text": text[:20]},
                    {"type": "text", "marks": [{"type": "bold"}], "text": text[20:30]},
                    {"type": "text", "text": text[30:]},
                ],
            }
            for text in STORY
        ],
    },
    "slate": [{"type": "p", "children": [{"text": text[:10]}, {"text": text[10:], "bold": True}]} for text in STORY],
    "portable text": [
        {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": text}]} for text in STORY
    ],
    "lexical": {
        "root": {
            "type": "root",
            "children": [{"type": "paragraph", "children": [{"type": "text", "text": text}]} for text in STORY],
        }
    },
    "draft": {
        "blocks": [{"key": "a1", "text": text, "type": "unstyled", "depth": 0} for text in STORY],
        "entityMap": {},
    },
    "editor": {"time": 1, "blocks": [{"type": "paragraph", "data": {"text": text}} for text in STORY]},
    "prismic": [{"type": "paragraph", "text": text, "spans": []} for text in STORY],
    "jsonml": ["div", {"class": "body"}, *(["p", text[:15], ["em", text[15:25]], text[25:]] for text in STORY)],
    "attributes": [
        {"kind": "paragraph", "fields": [{"name": "size", "value": "Sm"}, {"name": "text", "value": text}]}
        for text in STORY
    ],
    "numbered": {str(number): {"html": f"<p>{text}</p>"} for number, text in enumerate(STORY)},
}


@pytest.mark.parametrize("form", RICH_TEXTS)
def test_the_text_is_read_in_every_form(form: str) -> None:
    found = read(next_data({"article": {"title": HEADLINE, "date": "2026-10-08", "body": RICH_TEXTS[form]}}))
    assert found.body_text == TEXT
    assert found.extraction.method == "state"


def assigned(name: str) -> str:
    state = {"stories": {"17": {"headline": {"basic": HEADLINE}, "content": as_html(STORY)}}}
    return f"<script>window.other=1;{name}={json.dumps(state)};(function(){{boot()}})()</script>"


def nuxt_2() -> str:
    body = json.dumps(as_html(STORY)).replace("<", "\\u003C")
    state = f'{{layout:"default",data:[{{story:{{title:a,body:{body},live:!1,tags:[b,void 0]}}}}],error:b}}'
    return f"<script>window.__NUXT__=(function(a,b){{return {state}}}({json.dumps(HEADLINE)},null));</script>"


def nuxt_3() -> str:
    flat = [["ShallowReactive", 1], {"data": 2}, ["Reactive", 3], {"story": 4}, {"title": 5, "body": 6}, HEADLINE]
    flat += [list(range(7, 7 + len(STORY))), *STORY]
    return f"<script type='application/json' id='__NUXT_DATA__'>{json.dumps(flat)}</script>"


def apollo() -> str:
    state = {
        "ROOT_QUERY": {"story": {"__ref": "Story:1"}},
        "Story:1": {"__typename": "Story", "title": HEADLINE, "body": {"__ref": "Body:1"}},
        "Body:1": {"__typename": "Body", "blocks": [{"__ref": f"Block:{number}"} for number in range(len(STORY))]},
    } | {f"Block:{number}": {"__typename": "Paragraph", "text": text} for number, text in enumerate(STORY)}
    return f"<script>window.__APOLLO_STATE__ = {json.dumps(state)};</script>"


def flight() -> str:
    long = as_html(STORY[1:])
    rows = '1:"$Sreact.fragment"\n2:I[331,["chunk"],"Story"]\n'
    rows += f"a:T{len(long.encode()):x},{long}"
    story = {"title": HEADLINE, "parts": [{"html": f"<p>{STORY[0]}</p>"}, {"html": "$a"}], "next": "$undefined"}
    rows += "0:" + json.dumps(["$", "$L2", None, {"story": story}]) + "\n"
    half = len(rows) // 2
    pushes = "".join(
        f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in (rows[:half], rows[half:])
    )
    return f"<script>(self.__next_f=self.__next_f||[]).push([0])</script>{pushes}"


def elements() -> str:
    rows = [
        ["$", "p", None, {"children": [text[:20], ["$", "strong", None, {"children": text[20:]}]]}] for text in STORY
    ]
    tree = ["$", "$L9", None, {"headline": HEADLINE, "children": ["$", "div", None, {"children": rows}]}]
    return f"<script>self.__next_f.push({json.dumps([1, '4:' + json.dumps(tree) + chr(10)])})</script>"


def json_in_a_string() -> str:
    state = json.dumps({"post": {"title": {"rendered": HEADLINE}, "content": {"rendered": as_html(STORY)}}})
    return f"<script>window.__PRELOADED_STATE__ = JSON.parse({json.dumps(state)})</script>"


def json_in_an_answer() -> str:
    answer = {"status": 200, "body": json.dumps({"title": HEADLINE, "body": as_html(STORY)})}
    return f"<script type='application/json' data-sveltekit-fetched>{json.dumps(answer)}</script>"


PLACES = {
    "initial state": assigned("window.__INITIAL_STATE__"),
    "redux": assigned('window["__PRELOADED_STATE__"]'),
    "fusion": assigned("Fusion.globalContent"),
    "variable": assigned("var pageData"),
    "nuxt 2": nuxt_2(),
    "nuxt 3": nuxt_3(),
    "apollo": apollo(),
    "flight": flight(),
    "flight elements": elements(),
    "json in a string": json_in_a_string(),
    "json in an answer": json_in_an_answer(),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_state_is_read_in_every_place(place: str) -> None:
    found = read(PLACES[place])
    assert found.body_text == TEXT
    assert found.headline == HEADLINE


def test_the_state_is_read_in_an_attribute() -> None:
    state = json.dumps({"component": "Story", "props": {"title": HEADLINE, "body": as_html(STORY)}})
    found = read("", f"<div id='app' data-page='{state.replace(chr(39), '&#39;')}'></div>")
    assert found.body_text == TEXT


def test_the_rest_of_a_teaser_is_read_from_the_state() -> None:
    shown = f"<article><h1>{HEADLINE}</h1><p>{STORY[0]}</p></article>"
    found = read(next_data({"article": {"title": HEADLINE, "body": as_html(STORY)}}), shown)
    assert found.body_text == TEXT


def test_a_text_that_the_page_shows_is_read_from_the_page() -> None:
    shown = f"<article><h1>{HEADLINE}</h1>{paragraphs()}</article>"
    found = read(next_data({"article": {"title": HEADLINE, "body": as_html(STORY)}}), shown)
    assert found.extraction.method != "state"
    assert found.body_text == TEXT


IMPRINT = (
    "The Pier Post is published by the Pier Press cooperative, registered at the court of the harbour town.",
    "All rights in the texts of this site belong to their authors; copies need the consent of the publisher.",
    "Complaints about the paper are heard by its ombudsman, who answers within two weeks at the latest, in writing.",
)


def test_a_text_that_shares_nothing_with_the_story_is_none_of_it() -> None:
    found = read(
        next_data({"article": {"title": HEADLINE, "body": as_html(STORY)}}), f"<div>{paragraphs(IMPRINT)}</div>"
    )
    assert (found.body_text, found.extraction.method) == (TEXT, "state")
    stated = {"@type": "NewsArticle", "headline": HEADLINE, "articleBody": TEXT}
    script = f"<script type='application/ld+json'>{json.dumps(stated)}</script>"
    found = read(script, f"<div>{paragraphs(IMPRINT)}</div>")
    assert (found.body_text, found.extraction.method) == (TEXT, "json-ld")


def test_teasers_around_a_story_that_only_the_state_tells_make_no_listing() -> None:
    teasers = "".join(
        f"<div><h3><a href='/news/{n}'>The harbour in pictures, week {n}</a></h3></div>" for n in range(12)
    )
    state = next_data({"article": {"title": HEADLINE, "body": as_html(STORY)}})
    html = f"<html><head><title>{HEADLINE}</title></head><body><h1>{HEADLINE}</h1>{teasers}{state}</body></html>"
    found = extract_article(html.encode(), URL)
    assert found is not None
    assert found.body_text == TEXT


def other_stories() -> list[dict[str, object]]:
    return [{"title": f"Another story, number {n}", "url": f"/story/{n}", "body": as_html(OTHER)} for n in range(5)]


def test_other_stories_in_the_state_are_not_the_page_s() -> None:
    shown = f"<article><h1>{HEADLINE}</h1><p>{STORY[0]}</p></article>"
    props = {"article": {"title": HEADLINE, "teaser": STORY[0]}, "latest": other_stories(), "stories": other_stories()}
    found = read(next_data(props), shown)
    assert found.body_text == STORY[0]


def test_recommendations_and_captions_beside_the_text_stay_out() -> None:
    props = {
        "article": {
            "title": HEADLINE,
            "body": as_html(STORY[:3]),
            "relatedArticles": [{"body": as_html(OTHER * 4)}],
            "image": {"caption": OTHER[0] * 4},
            "comments": [{"text": text} for text in OTHER * 4],
            "stories": other_stories(),
        }
    }
    assert read(next_data(props)).body_text == "\n\n".join(STORY[:3])


def test_a_summary_alone_is_no_article() -> None:
    props = {"article": {"title": HEADLINE, "summary": STORY[0], "text": STORY[0][:150]}}
    assert extract_article(page(next_data(props)), URL) is None


def test_the_story_is_found_by_the_page_s_address() -> None:
    state = {"items": [{"slug": URL.rsplit("/", 1)[1], "name": "17", "body": as_html(STORY)}, *other_stories()]}
    assert read(next_data(state)).body_text == TEXT


DEEP = "[" * 50_000
CYCLE = json.dumps([{"title": 1, "body": 2}, HEADLINE, {"children": 3}, [2, 2, 2, 2, 4], STORY[0]])
DOUBLING = json.dumps([{"title": 1, "body": 3}, HEADLINE, STORY[0], *([n + 1, n + 1] for n in range(3, 60)), 2])
HOSTILE = {
    "deep": f"<script id='__NEXT_DATA__' type='application/json'>{DEEP}</script>",
    "deep literal": f"<script>window.state={DEEP}</script>",
    "cycle": f"<script type='application/json'>{CYCLE}</script>",
    "doubling": f"<script type='application/json'>{DOUBLING}</script>",
    "many beginnings": "<script>" + "a={b:[1,2," * 60_000 + "</script>",
    "unclosed strings": "<script>" + "a=\"{\\" * 100_000 + "</script>",
    "unclosed functions": "<script>" + "x=(function(a){return {" * 40_000 + "</script>",
    "comments": "<script>x={" + "/*" * 300_000 + "</script>",
    "backslashes": "<script>x={a:'" + "\\" * 600_000 + "</script>",
    "rows that name each other": "<script>self.__next_f.push("
    + json.dumps([1, f'1:["$2","$2"]\n2:["$1","$1"]\n3:{{"title":{json.dumps(HEADLINE)},"body":"$1"}}\n'])
    + ")</script>",
    "endless row": "<script>self.__next_f.push([1," + json.dumps("a:Tffffffff,x" * 9_000) + "])</script>",
    "long numbers": f"<script>x={{a:{'9' * 300_000}}}</script>",
    "many titles": next_data([{"title": HEADLINE, "body": as_html(STORY)}] * 8_000),
    "markup in every text": next_data({"title": HEADLINE, "body": ["<p " + "a=1 " * 2_000 + ">x"] * 200}),
    "entities refer to themselves": "<script>window.s="
    + json.dumps({"ROOT_QUERY": {"x" * 400: 1}, "A": {"title": HEADLINE, "body": {"__ref": "A"}}})
    + "</script>",
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_state_costs_no_more_than_its_bound(kind: str) -> None:
    start = time.process_time()
    extract_article(page(HOSTILE[kind]), URL)
    assert time.process_time() - start < 6  # on a slow machine; the worst takes some two seconds


def test_fields_of_apollo_that_carry_their_arguments() -> None:
    """Their names hold words of advertisements, and the related stories have longer texts of their own."""
    others = {
        f"Story:{n}": {"headline": f"Bakers strike {n}", "urlAlias": f"/b{n}", "body({})": as_html(OTHER * 2)}
        for n in range(3)
    }
    paragraph = [{"type": "p", "children": [{"type": "text", "data": text}]} for text in STORY]
    own = {
        "headline": HEADLINE,
        "publishedDate": 1772604000000,
        'body({"rows":[{"type":"ad"},{"type":"newsletter"}]})': {"type": "json", "json": paragraph},
        "moreOnThisStories": [{"type": "id", "generated": False, "id": name} for name in others],
    }
    state = json.dumps(
        {"service": {"ROOT_QUERY": {"story": {"type": "id", "id": "Story:own"}}, "Story:own": own, **others}}
    )
    assert read(f"<script>window.__APOLLO_STATE__={state};</script>").body_text == TEXT


SIGNED = {
    "names": {"author": "Ida Holm"},
    "objects": {"authors": [{"id": 7, "name": "Ida Holm", "url": "/a/7"}]},
    "first and last": {"author": {"firstName": "Ida", "lastName": "Holm"}},
    "graphql": {"author": {"node": {"name": "Ida Holm"}}},
    "strapi": {"authors": {"data": [{"id": 1, "attributes": {"name": "Ida Holm"}}]}},
    "ans": {"credits": {"by": [{"type": "author", "name": "Ida Holm"}]}},
}


@pytest.mark.parametrize("signed", SIGNED)
@pytest.mark.parametrize("key", ["publishedAt", "first_published_at", "datePublished"])
def test_author_and_date_beside_the_text_are_read(signed: str, key: str) -> None:
    story = {"title": HEADLINE, "body": as_html(STORY), **SIGNED[signed], key: "2026-05-03T17:40:00+02:00"}
    found = read(next_data({"article": story, "next": {"author": "Bo Ek", key: "2020-01-01T00:00:00Z"}}))
    assert [author.name for author in found.authors] == ["Ida Holm"]
    assert found.date_published == "2026-05-03T17:40:00+02:00"
    assert found.date_published_source == "state"


def test_what_the_page_says_of_author_and_date_comes_first() -> None:
    story = {"title": HEADLINE, "body": as_html(STORY), "author": "Bo Ek", "publishedAt": "2020-01-01T00:00:00Z"}
    head = (
        "<meta name='author' content='Ida Holm'>"
        "<meta property='article:published_time' content='2026-05-03T17:40:00+02:00'>"
    )
    found = extract_article(page(next_data({"article": story}), head=head), URL)
    assert found is not None
    assert [author.name for author in found.authors] == ["Ida Holm"]
    assert found.date_published == "2026-05-03T17:40:00+02:00"


def test_the_site_and_odd_values_are_no_authors_of_a_story() -> None:
    story = {"title": HEADLINE, "body": as_html(STORY), "author": {"id": 7}, "byline": "Pier Post", "published": True}
    found = read(next_data({"article": story}))
    assert found.authors == []
    assert found.date_published is None
