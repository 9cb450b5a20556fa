"""Which pictures are the story's, and under which address."""

from __future__ import annotations

import pytest
from html_pages import PARAGRAPH, fields

from wiredesk.pipelines.extraction.fields.picture_address import is_thumbnail, widest

URL = "https://www.valleycourier.example/town/2026/bridge"
HOST = "https://www.valleycourier.example"
LEAD = f"{HOST}/media/2026/bridge.jpg"
PIER = f"{HOST}/media/2026/pier.jpg"


def images(inside: str = "", *, head: str = "", before: str = "", behind: str = "") -> list[str]:
    """The images of a page with markup between two paragraphs, above the headline and behind the text's box."""
    text = f"<p>{PARAGRAPH}</p>{inside}<p>{PARAGRAPH}</p>"
    body = f"{before}<article><h1>Council repairs the old bridge</h1><div class=text>{text}</div>{behind}</article>"
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return [image.url for image in fields(html.encode(), url=URL).images]


def og(address: str) -> str:
    return f"<meta property='og:image' content='{address}'>"


@pytest.mark.parametrize(
    "markup",
    [
        """<img data-src='{"one":{"w":"80","src":"/media/2026/bridge.jpg"},"two":{"src":"/x.jpg"}}' src='/1px.gif'>""",
        "<div class='widget widget-image'><div><div><figure><img src='/media/2026/bridge.jpg'>"
        "<figcaption>The bridge in winter</figcaption></figure></div></div></div>",
        "<img src='/media/2026/bridge.jpg'>",
        "<figure><img src='/media/2026/bridge.jpg'></figure>",
        "<figure><a href='/media/2026/bridge-large.jpg'><img src='/media/2026/bridge.jpg'></a></figure>",
        "<img src='/img/loader_grey.gif' data-src='/media/2026/bridge.jpg'>",
        "<img src='data:image/gif;base64,AAAA' data-srcset='/media/2026/small.jpg 300w,/media/2026/bridge.jpg 900w'>",
        "<picture><source srcset='/media/2026/bridge.jpg 1200w, /media/s.jpg 400w'><img src='/blank.gif'></picture>",
        "<amp-img src='/media/2026/bridge.jpg' width='900' height='600'></amp-img>",
        "<figure><amp-img src='/media/2026/bridge.jpg'></amp-img></figure>",
    ],
)
def test_a_picture_in_the_text(markup: str) -> None:
    assert images(markup) == [LEAD]


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='/town/2026/other-story'><img src='/media/2026/other.jpg'></a>",
        "<div><figure><img src='/media/2026/other.jpg'></figure><h3><a href='/other-story'>Bakers close</a></h3></div>",
        "<ul><li><article><h3>Bakers close</h3><figure><img src='/media/2026/other.jpg'></figure><a href='/other'></a>"
        "</article></li></ul>",
        "<div class='widget'><figure><a href='/other'><img src='/media/2026/other.jpg'></a>"
        "<figcaption>Bakers close</figcaption></figure></div>",
        "<img src='/styles/thumb_100/public/media/other.jpg'>",
        "<img src='/shape/brokenimagev3-cae2a764.png'>",
        "<img src='/media/2026/other-148x74.jpg'>",
        "<img src='/media/2026/other.jpg?w=90'>",
        "<img src='/img/sym/loaders/loader_small_grey.gif'>",
        "<img src='/wp-content/themes/valley/images/calendar_month.png'>",
        "<img src='/images/home_icn.jpg'>",
        "<img src='/images/nopreview.png'>",
        "<img src='/files/Bannar.gif'>",
        "<img src='/media/2026/dance.gif'>",
        "<img class='author-photo' src='/media/2026/ann.jpg'>",
        "<img src='/stats/matomo.php?idsite=1'>",
        "<img src='/media/2026/other.jpg' width='60' height='60'>",
    ],
)
def test_what_is_no_picture_of_the_story(markup: str) -> None:
    assert images(markup) == []


def test_pictures_behind_the_text_are_other_stories() -> None:
    teasers = (
        "<section><figure><img src='/media/2025/other.jpg'></figure><figure><img src='/media/x.jpg'></figure></section>"
    )
    assert images("<img src='/media/2026/bridge.jpg'>", behind=teasers) == [LEAD]


def test_a_picture_at_the_head_of_the_page_is_the_story_s() -> None:
    assert images(before="<div class=hero><figure><img src='/media/2026/bridge.jpg'></figure></div>") == [LEAD]


def test_the_last_picture_of_a_text_is_told_from_advertising_by_its_folder() -> None:
    text = f"<div class=text><p>{PARAGRAPH}</p><img src='/media/2026/bridge.jpg'><p>{PARAGRAPH}</p>"
    html = f"<body><h1>Council repairs</h1>{text}<img src='/media/2026/pier.jpg'><img src='/partners/offer.jpg'></div>"
    assert [image.url for image in fields(html.encode(), url=URL).images] == [LEAD, PIER]


def test_a_player_and_a_home_page_are_no_images() -> None:
    for address in ("https://www.youtube.com/embed/abc", f"{HOST}/", HOST):
        assert images(head=f"<meta property='og:image' content='{address}'>") == []


def test_the_picture_that_a_site_has_for_all_its_pages_is_none_of_the_story() -> None:
    for path in ("/templates/img/fb.jpg", "/blavatar/67b14216068c8ca6.jpg", "/wp-content/themes/valley/sea.jpg"):
        assert images(head=og(HOST + path)) == []


def test_a_picture_may_be_called_a_default_size() -> None:
    assert images(head=f"<meta property='og:image' content='{HOST}/media/22_default_x.jpg'>") == [
        f"{HOST}/media/22_default_x.jpg"
    ]


@pytest.mark.parametrize(
    ("srcset", "best"),
    [
        ("a.jpg 300w, b.jpg 600w", "b.jpg"),
        ("a.jpg 300w,b.jpg 600w,c.jpg 100w", "b.jpg"),
        ("a.jpg, b.jpg 2x", "b.jpg"),
        ("/resize,w_300/a.jpg 300w, /resize,w_900/a.jpg 900w", "/resize,w_900/a.jpg"),
        ("a.jpg", "a.jpg"),
        ("", ""),
    ],
)
def test_the_widest_of_a_set(srcset: str, best: str) -> None:
    assert widest(srcset) == best


def test_the_set_of_a_hostile_page_takes_no_time() -> None:
    assert widest("a," * 10_000).startswith("a")


def test_thumbnails_by_their_address() -> None:
    assert is_thumbnail("https://x.example/a-148x74.jpg")
    assert is_thumbnail("https://x.example/a.jpg?w=90")
    assert not is_thumbnail("https://x.example/a-1200x675.jpg")
    assert not is_thumbnail("https://x.example/a.jpg")
    assert not is_thumbnail("https://x.example/L200xH900/a.jpg")


def test_the_picture_at_the_head_where_the_page_declares_none() -> None:
    picture = "<div class='field'><img src='/media/2026/bridge.jpg' width='750'></div>"
    body = f"<h1>Council repairs the old bridge</h1>{picture}<div class=text><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></div>"
    shared = f"<meta property='og:image' content='{PIER}'>"
    for head, found in (("", [LEAD]), (shared, [PIER])):
        html = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
        assert [image.url for image in fields(html.encode(), url=URL).images] == found


def captions(body: str, head: str = "") -> list[tuple[str | None, str | None]]:
    """The captions and credits of the images of a page with this markup between headline and text."""
    html = f"<html><head>{head}</head><body><article><h1>Council repairs the old bridge</h1>{body}"
    html += f"<div class=text>{f'<p>{PARAGRAPH}</p>' * 3}</div></article></body></html>"
    return [(image.caption, image.credit) for image in fields(html.encode(), url=URL).images]


BRIDGE = "<img src='/media/2026/bridge.jpg' alt='The old bridge seen from the quay in winter'>"
OG = f"<meta property='og:image' content='{LEAD}'>"


@pytest.mark.parametrize(
    "box",
    [
        "<div class='post-thumbnail'>{0}<p class='wp-caption-text'>{1} | Foto: Ann Smith</p></div>",
        "<div class='x1'><div>{0}</div><div>{1}</div><div>Foto: Ann Smith</div></div>",
        "<figure><button>{0}</button><div class='x2'><span>{1}</span> <span>Foto: Ann Smith</span></div></figure>",
        "<aside class='wide'><a href='/media/2026/bridge-large.jpg'>{0}</a><p>{1} Foto: Ann Smith</p></aside>",
    ],
)
def test_a_caption_without_a_figcaption(box: str) -> None:
    assert captions(box.format(BRIDGE, "The bridge closes today."), OG) == [("The bridge closes today.", "Ann Smith")]


def test_a_line_called_caption_right_behind_a_picture_in_the_text() -> None:
    picture = f"<a class='full' href='/media/2026/bridge.jpg'>{BRIDGE}</a>"
    for line, found in (
        (
            "<p class='caption'>The bridge closes today <span class='credit'>Foto: Ann Smith</span></p>",
            "The bridge closes today",
        ),
        ("<p class='first'>The bridge closes today, said the mayor.</p>", None),
        ("<div class='caption'><img src='/media/2026/mill.jpg'>The mill in winter</div>", None),
    ):
        text = f"<p>{PARAGRAPH}</p>{picture}{line}<p>{PARAGRAPH}</p>"
        html = f"<html><body><article><h1>Council repairs the old bridge</h1>{text}</article></body></html>"
        image = fields(html.encode(), url=URL).images[0]
        assert (image.url, image.caption, image.credit) == (LEAD, found, "Ann Smith" if found else None)


@pytest.mark.parametrize(
    "box",
    [
        "<div class='image'>{0}<p>By Ann Smith, 20 November 2026</p></div>",
        "<div class='image'>{0}<h3>Bakers close their shops</h3></div>",
        "<div class='image'>{0}<p><a href='/other'>Bakers close their shops in the valley</a></p></div>",
        "<div class='image'>{0}<p>Enlarge image</p></div>",
        "<div class='image'>{0}<p>This story has been shared 45,275 times. <b>45,275</b></p></div>",
        "<div class='image'>{0}<p>Advertisement</p></div>",
        "<div class='image'>{0}<p>Council repairs the old bridge</p></div>",
        "<div class='image'>{0}<img src='/media/2026/mill.jpg'><p>The mill and the bridge in winter</p></div>",
        "<figure>{0}<figcaption><h3><a href='/audio'>Listen to the report</a></h3></figcaption></figure>",
    ],
)
def test_what_is_no_caption(box: str) -> None:
    assert captions(box.format(BRIDGE), OG)[0] == (None, None)


@pytest.mark.parametrize(
    ("declared", "printed"),
    [
        ("/1a/242348270_1715851663_v4_3_800.jpeg", "/1b/242348270_1715851663_v16_9_1200.jpeg"),
        ("/bridge-102~_t-1714196357123_v-16to9__retina.jpg", "/bridge-102~_t-1714196357123_v-16toX__medium.jpg"),
        ("/image/65453399_6.jpg", "/image/65453399_303.jpg"),
        ("/in/157526023/ORIGINAL/157526023", "/in/157526023/WIDE_600/157526023"),
        ("/cms/a5dac8b442e34905b98a743f723995be_R.png", "/cms/a5dac8b442e34905b98a743f723995be_P1.png"),
        ("/7/csm_old-bridge_a395f41217.jpg", "/9/csm_old-bridge_93268333ee.jpg"),
        ("/2192435.jpg?width=1200", "/2192435.webp?width=960"),
        ("/02.jpeg?res=1200", "/02.jpeg?res=2560"),
        ("/a1/w1200-h630-p-k-no-nu/pier.JPG", "/a1/s320/pier.JPG"),
        ("/photos/01/18637072/5/rawImage.jpg", "/photos/01/18637072/5/920x920.jpg"),
        ("/0x72:4739x2738/1200x625/2026/AP20232622/original.jpg", "/0x90:100x90/2026/AP20232622/original.jpg"),
        ("/bridge-4668751/alternates/LANDSCAPE_1280", "/bridge-4668751/alternates/FOUR_THREE_1280"),
        ("/amp/entityid/BBWZffP.img?h=630&w=1200", "/amp/entityid/BBWZffP.img?h=417&w=624"),
        ("/912/iStock-1204549918.jpg.5722712.jpg", "/912/iStock-1204549918.jpg.5722708.jpg"),
        ("/2026/06/Old-Pier-516_323.jpg", "/2026/06/Old-Pier-700.jpg"),
        (
            "/a/?url=https%3A%2F%2Fs3.example%2Fa5%2Fold-pier-001",
            "/b/?url=https%3A%2F%2Fs3.example%2Fa5%2Fold-pier-001",
        ),
        ("/media/2026/pier.jpg", "/image?url=https%3A%2F%2Fwww.valleycourier.example%2Fmedia%2F2026%2Fpier.jpg&w=640"),
    ],
)
def test_one_picture_in_several_shapes(declared: str, printed: str) -> None:
    figure = f"<figure><img src='{HOST}{printed}'><figcaption>The bridge in winter</figcaption></figure>"
    found = fields(
        f"<html><head><meta property='og:image' content='{HOST}{declared}'></head><body><article><h1>Bridge</h1>"
        f"{figure}<p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article></body></html>".encode(),
        url=URL,
    ).images
    assert [(image.url, image.caption) for image in found] == [(f"{HOST}{declared}", "The bridge in winter")]


def test_the_pictures_of_a_series_are_kept_apart() -> None:
    names = [f"{HOST}/cms/a5dac8b442e34905b98a743f723995be_{number}.jpg" for number in (1, 2, 3)]
    markup = "".join(f"<figure><img src='{name}'></figure>" for name in names)
    assert images(markup, head=og(names[0])) == names
    numbered = [f"{HOST}/2026/1582045946_459487_{number}_normal.jpg" for number in (1582112634, 1582112649)]
    assert images(f"<figure><img src='{numbered[1]}'></figure>", head=og(numbered[0])) == numbered
    sized = [f"{HOST}/media/2026/{name}.jpg" for name in ("old-pier-status", "old-pier-status-400")]
    assert images(f"<figure><img src='{sized[1]}'></figure>", head=og(sized[0])) == sized
    shapes = [f"{HOST}/{name}/alternates/LANDSCAPE_1280" for name in ("pier-4668751", "mill-4668752")]
    assert images(f"<figure><img src='{shapes[1]}'></figure>", head=og(shapes[0])) == shapes
    other = [f"{HOST}/{folder}/size=708x398.jpg" for folder in ("pier", "mill")]
    assert images("".join(f"<figure><img src='{name}'></figure>" for name in other)) == other


def test_the_portrait_of_the_author_is_none_of_the_story() -> None:
    face = "<figure><img src='/media/2026/ann.jpg' alt='{}'><figcaption>{}</figcaption></figure>"
    head = "<meta name='author' content='Ann Smith'>"
    assert images(face.format("Ann Smith", "Our reporter"), head=head) == []
    assert images(face.format("", "By Ann Smith, chief reporter"), head=head) == []


def test_small_attributes_beside_a_wide_file_are_a_shape() -> None:
    wide = (
        "<figure><img width='100' height='56.25' srcset='/media/2026/s.jpg 78w, /media/2026/bridge.jpg 1199w'></figure>"
    )
    assert images(wide) == [LEAD]


def test_an_address_inside_another_that_is_none_costs_no_page():
    pictures = "".join(
        f"<img src='https://x.example/cut?url=https%3A%2F%2F%5B{name}&w=640' width=900 height=600>" for name in "ab"
    )
    assert len(images(pictures)) <= 2
