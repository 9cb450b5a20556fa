"""`wiredesk sites check`: real sites that break in the ways in which sites break."""

from __future__ import annotations

import json
import re
import ssl
import threading
import tomllib
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, ip_network

import pytest
import redis
from hand_made_site import PUBLISHED, Answer, article_page, feed_of

from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.fetching.addresses import AddressGuard
from wiredesk.crawlers.fetching.certificate import look_at_certificate
from wiredesk.pipelines.publishing.keys import Keys

PATHS = [f"/news/the-old-bridge-is-repaired-{number}" for number in range(10, 16)]


def fill(site, feed="/feed"):
    """A small site with six articles, a home page and a feed."""
    site.pages |= {path: article_page(f"The old bridge is repaired, part {path[-2:]}") for path in PATHS}
    site.pages["/"] = Answer(
        '<html lang="en"><head><title>Harbour Times</title>'
        f'<link rel="alternate" type="application/rss+xml" href="{feed}"></head>'
        "<body><h1>Harbour Times</h1></body></html>"
    )
    site.pages[feed] = feed_of(site, *PATHS)


def definition(site, *sources: str, more: str = "") -> str:
    tables = "".join(f'\n[[sources]]\ntype = "feed"  # the one we use\nurl = "{site.url}{path}"\n' for path in sources)
    return f'# our town\nurl = "{site.url}/"\n{more}{tables}\n[fetch]\ndelay = 0.01\n'


def check(wiredesk, *arguments: str, exit_code: int = 1):
    done = wiredesk("sites", "check", "--json", *arguments)
    assert done.returncode == exit_code, done.stderr + done.stdout
    return {found["site"]: found for found in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("address", ["/wp-json/", "/?rest_route=/"])
def test_an_api_is_gone_that_is_asked_below_the_address_of_the_definition(wiredesk, start_site, address):
    site = start_site()
    fill(site)
    wiredesk.define(
        "town", definition(site, "/feed") + f'[[sources]]\ntype = "wordpress"\nurl = "{site.url}{address}"\n'
    )
    (fault,) = check(wiredesk)["town"]["faults"]
    assert fault["source"] == f"{site.url}{address}"


def test_a_section_is_not_gone_with_a_feed_whose_address_is_below_it(wiredesk, start_site):
    """And a feed without any article does not take the place of the one that is gone."""
    site = start_site()
    fill(site, feed="/empty.xml")
    site.pages["/"] = Answer(
        '<html lang="en"><head><link rel="alternate" type="application/rss+xml" href="/empty.xml"></head><body>'
        + "".join(f'<p><a href="{path}">The old bridge is repaired in the harbour</a></p>' for path in PATHS)
    )
    site.pages["/empty.xml"] = feed_of(site)
    section = f'[[sources]]\ntype = "section"\nurl = "{site.url}/"\n'
    wiredesk.define("town", definition(site, "/feed") + section)
    (fault,) = check(wiredesk)["town"]["faults"]
    assert fault["message"] == f"the feed {site.url}/feed is gone: status 404 (Not Found)"
    mended = check(wiredesk)["town"]["mended"]
    assert "/feed" not in mended
    assert "/empty.xml" not in mended
    assert section in mended


def test_a_feed_that_is_gone_is_named_and_the_proposal_mends_it(wiredesk, start_site):
    site, quiet = start_site(), start_site()
    fill(site)
    fill(quiet)
    wiredesk.define("town", definition(site, "/feed"))
    wiredesk.define("quiet", definition(quiet))
    wiredesk.crawl()
    fill(site, feed="/rss.xml")
    site.pages["/feed"] = Answer("no such page", 404)

    found = check(wiredesk)
    assert found["quiet"]["faults"] == []
    (fault,) = found["town"]["faults"]
    assert fault["kind"] == "source"
    assert fault["message"] == f"the feed {site.url}/feed is gone: status 404 (Not Found)"
    assert fault["since"], "when it was read last"
    assert f'-url = "{site.url}/feed"\n+url = "{site.url}/rss.xml"\n' in found["town"]["diff"]
    evidence = found["town"]["evidence"]
    assert (evidence["before"], evidence["after"]) == (0, 6), "all that the site has"
    assert {article["url"] for article in evidence["articles"]} == {f"{site.url}{path}" for path in PATHS}
    assert all(article["headline"].startswith("The old bridge") for article in evidence["articles"])
    assert found["quiet"]["evidence"] is None
    text = found["town"]["mended"]
    assert f'type = "feed"  # the one we use\nurl = "{site.url}/rss.xml"\n' in text
    assert text.startswith("# our town\n")
    wiredesk.define("town", text)
    found = check(wiredesk, "town", exit_code=0)["town"]
    assert found["faults"] == []
    assert found["articles"] == 5
    assert len(wiredesk.queue()) == 12, "a check publishes nothing"


def test_a_site_that_has_moved_to_another_domain(wiredesk, start_site):
    old, new = start_site(), start_site()
    new.url = new.url.replace("127.0.0.1", "localhost")
    fill(new)
    old.pages["/"] = Answer("", 301, headers={"Location": f"{new.url}/"})
    wiredesk.define("town", definition(old))
    found = check(wiredesk, "town")["town"]
    assert [fault["kind"] for fault in found["faults"]] == ["moved"]
    assert f'url = "{new.url}/"' in found["mended"]
    assert found["mended"].startswith("# our town\n")


SELLER = (
    "<html><head><title>town.example</title></head><body><h1>town.example</h1><p>Diese Domain steht zum Verkauf.</p>"
    "<ul><li><a href='/suche?q=kredit'>Kredite im Vergleich</a></li><li><a href='/suche?q=hotel'>Hotels in der "
    "Nähe</a></li></ul></body></html>"
)
FOR_SALE = "<html><head><title>Town.example is for sale</title></head><body><a href='/'>Buy it</a></body></html>"


@pytest.mark.parametrize(
    ("source", "page", "told"),
    [
        ((), FOR_SALE, "links to nothing of the site, and is called “Town.example is for sale”"),
        (("/feed",), FOR_SALE, "links to nothing of the site, and is called “Town.example is for sale”"),
        ((), SELLER, "says “Diese Domain steht zum Verkauf.”"),
    ],
    ids=["found by itself", "named", "with links to searches"],
)
def test_a_page_in_place_of_the_home_page_is_named(wiredesk, start_site, source, page, told):
    """A check for robots, a parked domain: every address answers with it, and all sources would be called gone."""
    site = start_site()
    fill(site)
    wiredesk.define("town", definition(site, *source))
    wiredesk.crawl()
    site.pages = dict.fromkeys(("/", "/feed", *PATHS), Answer(page))
    wiredesk.crawl(exit_code=1)
    kinds = {fault["kind"]: fault["message"] for fault in check(wiredesk)["town"]["faults"]}
    assert kinds["no_articles"].endswith(told)
    assert "source" not in kinds


def test_a_feed_that_stands_still_beside_a_living_home_page(wiredesk, start_site, redis_url):
    site = start_site()
    fill(site)
    wiredesk.define("town", definition(site, "/feed") + "[expect]\nlongest_silence = 0.00000001\n")
    wiredesk.crawl()
    newer = [f"/news/harbour-{number}-is-open-again" for number in range(6)]
    later = (datetime.now(UTC) + timedelta(hours=3)).isoformat(timespec="seconds")
    for path in newer:
        page = article_page(f"The harbour {path[14]} is open again")
        site.pages[path] = Answer(page.body.replace(PUBLISHED, later))
    links = "".join(f'<h2><a href="{path}">The harbour {path[14]} is open again</a></h2>' for path in newer)
    site.pages["/"] = Answer(f"<html><body>{links}</body></html>")
    wiredesk.crawl()
    found = check(wiredesk)["town"]
    (told,) = [fault["message"] for fault in found["faults"] if fault["kind"] == "source"]
    assert f"the feed {site.url}/feed stands still: it names nothing newer than" in told
    assert "[[sources]]" in found["diff"]
    assert "sources" not in tomllib.loads(found["mended"])
    assert found["evidence"]["after"] > 0
    with redis.Redis.from_url(redis_url) as client:
        health = SiteHealth.model_validate_json(client.get(Keys().health("town")))
    hours = (health.last_good - health.last_new) / 3600
    for limit, kinds in ((1.5 * hours, ["source"]), (3 * hours, [])):  # not silent for unusually long; not for long
        wiredesk.define("town", definition(site, "/feed") + f"[expect]\nlongest_silence = {limit:.12f}\n")
        found = check(wiredesk, exit_code=bool(kinds))["town"]
        assert [fault["kind"] for fault in found["faults"]] == kinds


def test_robots_txt_that_forbids_and_a_site_without_articles(wiredesk, start_site):
    closed, empty, dead = start_site(), start_site(), start_site()
    fill(closed)
    closed.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /\n", content_type="text/plain")
    empty.pages["/"] = Answer("<html><body><h1>Under construction</h1></body></html>")
    dead.pages["/"] = Answer("out of order", 500)
    for name, site in (("closed", closed), ("empty", empty), ("dead", dead)):
        wiredesk.define(name, definition(site))
    (wiredesk.sites / "broken.toml").write_text('url = "https://example.org/"\ncontry = "iq"\n')
    found = check(wiredesk)
    kinds = {site: [fault["kind"] for fault in one["faults"]] for site, one in found.items()}
    assert kinds == {
        "broken": ["definition"], "closed": ["robots"], "empty": ["no_articles"], "dead": ["unreachable"],
    }  # fmt: skip
    assert "broken.toml:2: unknown key" in found["broken"]["faults"][0]["message"]
    assert "status 500" in found["dead"]["faults"][0]["message"]
    done = wiredesk("sites", "check", "--offline")
    assert "broken  broken\n        definition: " in done.stdout
    assert "never crawled  empty\n" in done.stdout
    wiredesk.crawl("dead", "empty", exit_code=1)
    done = wiredesk("sites", "check", "--offline", "dead", "empty")
    assert done.returncode == 1
    assert re.search(
        r"^broken  dead\n +failing since \d{4}-\d\d-\d\d \d\d:\d\d UTC: no crawl has ever worked: .*500", done.stdout
    )
    assert re.search(r"^broken  empty\n +failing since .*: no article was found", done.stdout, re.MULTILINE)
    assert check(wiredesk, "--offline").keys() == found.keys(), "offline, the broken definition is still told"
    assert check(wiredesk, "--offline", "empty")["empty"]["articles"] is None


def test_an_unknown_name_is_wrong_usage(wiredesk, start_site):
    wiredesk.define("town", definition(start_site()))
    done = wiredesk("sites", "check", "twon")
    assert done.returncode == 2
    assert "did you mean town?" in done.stderr


@pytest.fixture
def secure_host(tmp_path):
    """Starts an https server with a certificate that ends at a given time; its authority is in ``ca.pem``."""
    servers = []

    def start(ends: datetime) -> str:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        def certificate(name, key, issuer, issuer_key, ends, *, is_authority):
            names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
            builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
            builder = builder.serial_number(x509.random_serial_number()).not_valid_before(ends - timedelta(days=90))
            builder = builder.not_valid_after(ends).add_extension(names, critical=False)
            builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            return builder.sign(issuer_key, hashes.SHA256())

        def named(text):
            return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

        authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        later = datetime.now(UTC) + timedelta(days=60)
        root = certificate(named("Test CA"), authority_key, named("Test CA"), authority_key, later, is_authority=True)
        leaf = certificate(named("town"), key, named("Test CA"), authority_key, ends, is_authority=False)
        pem = serialization.Encoding.PEM
        (tmp_path / "ca.pem").write_bytes(root.public_bytes(pem))
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (tmp_path / "leaf.pem").write_bytes(leaf.public_bytes(pem) + private)

        class Home(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()

            def log_message(self, *arguments):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Home)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "leaf.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"https://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_certificate_that_has_ended(wiredesk, secure_host, tmp_path):
    url = secure_host(datetime.now(UTC) - timedelta(days=1))
    wiredesk.define("town", f'url = "{url}"\n')
    wiredesk.environment["SSL_CERT_FILE"] = str(tmp_path / "ca.pem")
    (fault,) = check(wiredesk, "town")["town"]["faults"]
    assert fault["kind"] == "certificate"
    assert "certificate has expired" in fault["message"]


def test_a_certificate_that_ends_soon(secure_host, tmp_path, monkeypatch):
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    url = secure_host(ends)
    guard = AddressGuard(allow=[ip_network("127.0.0.0/8")])
    state = look_at_certificate(url, guard)
    assert state is not None
    assert state.problem, "its authority is unknown here"
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    state = look_at_certificate(url, guard)
    assert state is not None
    assert (state.problem, state.expires) == (None, ends)
    assert look_at_certificate(url, AddressGuard()) is None, "a forbidden address is not connected to"
    assert look_at_certificate(url.replace("https", "http"), guard) is None
