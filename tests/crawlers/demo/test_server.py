"""The town over real HTTP: every listing, validators, charsets, redirects."""

from __future__ import annotations

import gzip
import http.client
import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from lxml import etree

from wiredesk.crawlers.demo.server import Town
from wiredesk.crawlers.demo.stories import read_town
from wiredesk.settings.errors import WiredeskError

FOUNDED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def town():
    with Town(read_town(), FOUNDED, clock=lambda: FOUNDED) as town:
        yield town


def get(town, site_id, path, **headers):
    """One GET as a browser's: status, headers, body."""
    parts = urlsplit(town.home(site_id))
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def path_of(town, site_id, story, form=None):
    parts = urlsplit(town.writers[site_id].url(story, form))
    return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.mark.parametrize("site", read_town(), ids=lambda site: site.id)
def test_every_story_is_served_and_every_template_is_filled(town, site):
    for story in site.stories:
        forms = [None, site.amp_path, site.print_path]
        for form in [forms[0], *filter(None, forms[1:])]:
            status, headers, body = get(town, site.id, path_of(town, site.id, story, form))
            assert status == 200
            assert headers["Content-Type"] == site.content_type
            page = body.decode(story.charset or site.charset)
            assert "%%" not in page
            assert story.paragraphs[-1][:20] in page.replace("&amp;", "&").replace("&#x27;", "'")


@pytest.mark.parametrize("site", read_town(), ids=lambda site: site.id)
def test_every_site_forbids_its_private_part_and_links_to_it(town, site):
    robots = get(town, site.id, "/robots.txt")[2].decode()
    home = get(town, site.id, "/")[2].decode(site.charset)
    for path in site.private_paths:
        assert f"Disallow: {path}" in robots
        assert path in home
        assert get(town, site.id, path)[0] == 200  # it exists: only robots.txt keeps a crawler away


def test_sites_have_hosts_of_their_own(town):
    hosts = [urlsplit(town.home(site.id)).hostname for site in town.sites]
    assert len(set(hosts)) == len(hosts) == 9


def test_wordpress_api_pages_and_counts(town):
    status, headers, body = get(town, "zagros-post", "/wp-json/wp/v2/posts?per_page=4&page=2")
    posts = json.loads(body)
    assert (status, headers["X-WP-Total"], headers["X-WP-TotalPages"], len(posts)) == (200, "6", "2", 2)
    assert posts[0]["link"].startswith(town.home("zagros-post"))
    status, _, body = get(town, "zagros-post", "/wp-json/wp/v2/posts?page=9")
    assert (status, json.loads(body)["code"]) == (400, "rest_post_invalid_page_number")


def test_feeds_and_sitemaps_are_well_formed_and_name_every_story(town):
    for site_id, path in [
        ("zagros-post", "/feed/"),
        ("sahel-wa-jabal", "/index.php/ar/?format=feed&type=rss"),
        ("gol-postasi", "/rss.xml"),
        ("rozhi-shar", "/Atom.ashx"),
        ("altiplano-diario", "/news-sitemap.xml"),
        ("payam-damaneh", "/sitemap.xml"),
        ("ciyaye-nu", "/sitemap-stories-1.xml.gz"),
    ]:
        status, _, body = get(town, site_id, path)
        assert status == 200
        document = gzip.decompress(body) if path.endswith(".gz") else body
        text = etree.tostring(etree.fromstring(document), encoding="unicode").replace("&amp;", "&")
        site = next(site for site in town.sites if site.id == site_id)
        for story in site.stories:
            assert town.writers[site_id].url(story) in text


def test_conditional_requests(town):
    story = town.sites[-1].stories[0]
    path = path_of(town, "zagros-post", story)
    _, headers, _ = get(town, "zagros-post", path)
    assert get(town, "zagros-post", path, If_None_Match=headers["ETag"])[0] == 304
    assert get(town, "zagros-post", path, If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert get(town, "zagros-post", path, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert get(town, "zagros-post", path, If_Modified_Since="yesterday")[0] == 200


def test_short_links_and_missing_slashes_redirect(town):
    status, headers, _ = get(town, "zagros-post", "/?p=48211")
    assert status == 301
    assert headers["Location"].endswith("/tel-ward-running-water-after-eleven-dry-months/")
    status, headers, _ = get(town, "zagros-post", "/category/culture")
    assert (status, headers["Location"]) == (301, "/category/culture/")
    assert get(town, "zagros-post", "/no-such-page/")[0] == 404


def test_tracking_parameters_lead_to_the_same_page(town):
    path = path_of(town, "zagros-post", town.sites[-1].stories[0])
    assert get(town, "zagros-post", path)[2] == get(town, "zagros-post", path + "?utm_source=rss&fbclid=1")[2]


def test_the_turkish_site_declares_a_charset_that_it_does_not_use(town):
    site = next(site for site in town.sites if site.id == "gol-postasi")
    charsets = set()
    for story in site.stories:
        _, headers, body = get(town, site.id, path_of(town, site.id, story))
        assert "ISO-8859-1" in headers["Content-Type"]
        assert story.headline.split()[0].encode(story.charset or site.charset) in body
        charsets.add(story.charset or site.charset)
    assert charsets == {"utf-8", "windows-1254"}


def test_the_log_tells_what_was_asked(town):
    get(town, "ciyaye-nu", "/private/")
    assert town.requests[-1].target == "/private/"
    assert town.requests[-1].site == "ciyaye-nu"


def test_a_taken_port_is_named(town):
    with pytest.raises(WiredeskError, match=str(town.port)), Town(read_town(), FOUNDED, port=town.port):
        pass
