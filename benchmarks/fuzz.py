"""Fuzzing of the entrances that strangers reach: URLs, robots.txt, feeds, sitemaps, section pages, articles.

    python benchmarks/fuzz.py                         every target for 7 seconds: a minute in all
    python benchmarks/fuzz.py --seconds 600 robots    one of them for longer

With atheris (`pip install atheris`; coverage-guided, libFuzzer) where it is installed, else with mutations of the seeds
alone. A target fails when it raises what its contract does not allow, breaks one of its promises, or takes more than
`SLOWEST` seconds for one input. The input is then kept in a file that is named. Exit 1 when a target failed.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SLOWEST = 5.0  # seconds of CPU for one input of at most LARGEST bytes
LARGEST = 4_096
SITE = "https://news.example/"

Target = Callable[[bytes], None]


def fuzz_guard(data: bytes) -> None:
    """A URL that passes the guard and whose host the C library or Python reads as an address is a public one."""
    from wiredesk.crawlers.fetching.addresses import AddressGuard, ForbiddenAddress

    url = data.decode("utf-8", "surrogateescape")
    try:
        AddressGuard().check_url(url)
    except ForbiddenAddress:
        return
    host = urlsplit(url).hostname or ""
    try:
        address = ipaddress.ip_address(socket.inet_aton(host)) if ":" not in host else ipaddress.ip_address(host)
    except (OSError, ValueError):
        return
    mapped = getattr(address, "ipv4_mapped", None)
    assert (mapped or address).is_global, f"{url!r} leads to {address}"


def fuzz_identity(data: bytes) -> None:
    """Normal form and identity are stable."""
    from wiredesk.pipelines.urls.canonical_link import plausible_canonical
    from wiredesk.pipelines.urls.identity import article_id, identity, normalise_url

    url = data.decode("utf-8", "surrogateescape")
    assert normalise_url(normalise_url(url)) == normalise_url(url)
    assert identity(identity(url)) == identity(url) == identity(normalise_url(url))
    article_id(url)
    plausible_canonical(url, SITE + "2024/some-longer-title")


def fuzz_robots(data: bytes) -> None:
    """robots.txt never raises, and is the same after it was stored."""
    from wiredesk.crawlers.fetching.robots import RobotsPolicy

    policy = RobotsPolicy.from_response(200, data, user_agent="wiredesk/1")
    again = RobotsPolicy.from_text(policy.to_text().encode().decode(), user_agent="wiredesk/1")
    for url in (SITE, SITE + "a/b?c=d", SITE + data[:40].decode("latin-1")):
        assert policy.allowed(url) == again.allowed(url)
    assert policy.crawl_delay == again.crawl_delay


def fuzz_robots_tag(data: bytes) -> None:
    """X-Robots-Tag and meta robots never raise."""
    from wiredesk.crawlers.fetching.indexing_rules import from_meta, from_x_robots_tag

    text = data.decode("latin-1")
    from_x_robots_tag([text], user_agent="wiredesk/1")
    from_meta([("robots", text)], user_agent="wiredesk/1")


def fuzz_feed(data: bytes) -> None:
    """A feed is read or is none."""
    from wiredesk.crawlers.listings.feeds import NotAFeed, parse_feed

    try:
        feed = parse_feed(data, SITE + "feed")
    except NotAFeed:
        return
    assert all(urlsplit(lead.url).scheme in ("http", "https") for lead in feed.leads)


def fuzz_sitemap(data: bytes) -> None:
    """A sitemap is read or is none."""
    from wiredesk.crawlers.listings.sitemaps import NotASitemap, parse_sitemap

    try:
        parse_sitemap(data, SITE + "sitemap.xml")
    except NotASitemap:
        return


def fuzz_listing(data: bytes) -> None:
    """A section page has links or not."""
    from wiredesk.crawlers.listings.listing import parse_listing

    parse_listing(data.decode("utf-8", "replace"), SITE + "news")


def fuzz_article(data: bytes) -> None:
    """An article is found or not; it survives its own JSON."""
    from wiredesk.pipelines.article import Article
    from wiredesk.pipelines.extraction import extract_article

    article = extract_article(data, SITE + "2024/05/a-b-c")
    assert article is None or Article.model_validate_json(article.model_dump_json()) == article


_URLS = [
    b"http://127.0.0.1/", b"http://0x7f.1:80/", b"https://user:pw@news.example:443/a/../b?utm_source=x&p=1#f", b"http://[::1]/",
    b"http://[::ffff:10.0.0.1]/", "http://①②⑦.⓪.⓪.①/خبر".encode(), b"https://www.news.example/a%2Fb/amp/;jsessionid=1?print=1",
]  # fmt: skip
_FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>a</title>'
    b"<link>https://news.example/a</link><pubDate>Mon, 01 Jan 2024 10:00:00 GMT</pubDate>"
    b"<description>&lt;p&gt;x</description></item></channel></rss>"
)
_SITEMAP = (
    b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    b"<url><loc>https://news.example/a</loc><lastmod>2024-01-01</lastmod></url></urlset>"
)
_PAGE = (
    b'<!doctype html><html lang="en"><head><title>A title</title><meta property="og:title" content="A title"></head>'
    b'<body><article><h1>A title</h1><p class="byline">By Some One</p>'
    b'<time datetime="2024-01-01T10:00:00Z">1 January 2024</time>'
    + b"<p>A paragraph that is long enough to be one, with commas, and stops.</p>" * 4
    + b'</article><a href="/2024/01/other-title">Other title</a></body></html>'
)
TARGETS: dict[str, tuple[Target, list[bytes]]] = {
    "guard": (fuzz_guard, _URLS),
    "identity": (fuzz_identity, _URLS),
    "robots": (fuzz_robots, [b"User-agent: *\nDisallow: /a*b$\nAllow: /a%2F?\nCrawl-delay: 1.5\nSitemap: /s.xml\n"]),
    "robots-tag": (fuzz_robots_tag, [b"wiredesk: noindex, unavailable_after: 25 Jun 2010 15:00:00 PST"]),
    "feed": (fuzz_feed, [_FEED, b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","url":"/a"}]}']),
    "sitemap": (fuzz_sitemap, [_SITEMAP, b"https://news.example/a\nhttps://news.example/b\n"]),
    "listing": (fuzz_listing, [_PAGE]),
    "article": (fuzz_article, [_PAGE]),
}


def mutated(seed: bytes, others: list[bytes], chooser: random.Random) -> bytes:
    """The seed with a few pieces cut, doubled, overwritten, or taken from another seed."""
    data = bytearray(seed)
    for _ in range(chooser.randint(1, 8)):
        at = chooser.randint(0, len(data))
        to = min(len(data), at + chooser.randint(0, 16))
        piece = chooser.choice(
            [bytes(data[at:to]) * 2, b"", bytes([chooser.randrange(256)]), chooser.choice(others)[at : at + 32]]
        )
        data[at:to] = piece
    return bytes(data[:LARGEST])


def run_mutations(name: str, seconds: float, seed: int) -> int:
    """Fuzz without coverage until the time is up; returns the number of inputs tried."""
    target, seeds = TARGETS[name]
    chooser, tried, end = random.Random(seed), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        data = mutated(chooser.choice(seeds), seeds, chooser)
        start = time.process_time()
        try:
            target(data)
            assert time.process_time() - start < SLOWEST, "too slow"
        except Exception:
            kept = Path(tempfile.gettempdir(), f"fuzz-{name}-{tried}")
            kept.write_bytes(data)
            click.echo(f"{name}: fails on {kept} ({data[:200]!r})", err=True)
            raise
        tried += 1
    return tried


def run_atheris(name: str, seconds: float, seed: int) -> None:
    """Fuzz with libFuzzer in this process, which it ends."""
    import atheris

    target, seeds = TARGETS[name]
    with atheris.instrument_imports(include=["crawlers", "pipelines"]):
        for data in seeds:
            target(data)  # imports, under instrumentation, all that the target needs
    with tempfile.TemporaryDirectory() as corpus:
        for number, data in enumerate(seeds):
            Path(corpus, str(number)).write_bytes(data)
        limits = [f"-max_total_time={int(seconds)}", f"-max_len={LARGEST}", f"-timeout={int(SLOWEST)}", f"-seed={seed}"]
        kept = f"-artifact_prefix={tempfile.gettempdir()}/fuzz-{name}-"
        atheris.Setup(
            [sys.argv[0], *limits, kept, "-verbosity=0", "-print_final_stats=1", "-rss_limit_mb=2048", corpus], target
        )
        atheris.Fuzz()


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(TARGETS)))
@click.option("--seconds", default=7.0, show_default=True, help="For each target.")
@click.option("--seed", default=1, show_default=True)
@click.option("--engine", type=click.Choice(["atheris", "mutations"]), help="By default atheris where it is installed.")
@click.option("--in-process", is_flag=True, hidden=True)
def main(names: tuple[str, ...], seconds: float, seed: int, engine: str | None, in_process: bool) -> None:
    """Fuzz the targets NAMES, or all of them."""
    engine = engine or ("atheris" if importlib.util.find_spec("atheris") else "mutations")
    if in_process:
        (run_atheris if engine == "atheris" else run_mutations)(names[0], seconds, seed)
        return
    failed = []
    for name in names or TARGETS:
        if engine == "mutations":
            try:
                click.echo(f"{name}: {run_mutations(name, seconds, seed)} inputs, no failure")
            except Exception as problem:
                click.echo(f"{name}: {type(problem).__name__}: {problem}", err=True)
                failed.append(name)
            continue
        command = [
            sys.executable,
            __file__,
            "--in-process",
            "--engine",
            "atheris",
            "--seconds",
            str(seconds),
            "--seed",
            str(seed),
        ]
        done = subprocess.run([*command, name], capture_output=True, text=True, check=False)
        executed = [line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line]
        if done.returncode:
            click.echo(f"{name}: failed\n{done.stderr[-3000:]}", err=True)
            failed.append(name)
        else:
            click.echo(f"{name}: {''.join(executed) or '?'} inputs, no failure")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
