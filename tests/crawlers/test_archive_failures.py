"""Crawls whose pages cannot be kept: what is told, and that nothing is lost."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hand_made_site import Answer, HandMade, article_page

from wiredesk.pipelines.archive.reader import kept_pages

TAKING_AWAY = threading.Lock()


@pytest.fixture
def archive(wiredesk, tmp_path) -> Path:
    folder = tmp_path / "pages"
    wiredesk.environment["WIREDESK_ARCHIVE"] = str(folder)
    return folder


def mended(archive: Path) -> Path:
    """A file that says that nothing breaks any more."""
    return archive.with_name("mended")


def breaking(archive: Path, page: Answer):
    """A page; who asks for it finds that the archive's folder has become a file, which nobody can write into."""

    def answer(_: dict[str, str]) -> Answer:
        with TAKING_AWAY:
            while not (archive.is_file() or mended(archive).exists()):
                if archive.is_dir():  # the crawl may make it again
                    archive.rename(archive.with_name(f"away-{time.monotonic_ns()}"))
                with suppress(FileExistsError):
                    archive.touch(exist_ok=False)
        return page

    return answer


def crowded(site: HandMade, wiredesk, name: str, archive: Path) -> None:
    """A site with a dozen articles, during which the archive breaks."""
    paths = [f"/{name}-{number}" for number in range(12)]
    wiredesk.define_with_feed(name, site, *paths)
    for number, path in enumerate(paths):
        page = article_page(f"Old bridge number {number} is repaired in {name}")
        site.pages[path] = breaking(archive, page) if number > 3 else page


@pytest.mark.parametrize("everything", ["", "1"])
def test_an_archive_that_breaks_in_a_crawl_is_told_in_a_line_with_its_reason(wiredesk, start_site, archive, everything):
    wiredesk.environment["WIREDESK_ARCHIVE_ALL"] = everything
    names = ["times", "post"]
    for name in names:
        crowded(start_site(), wiredesk, name, archive)
    done = wiredesk("crawl", "--quiet")
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if f"the archive {archive} cannot be written" in line]
    assert lines == done.stderr.splitlines(), done.stderr
    assert len(lines) == 2, "the log when it happens, the command at its end"
    assert lines[-1].endswith("(2 sites)")

    archive.unlink()
    mended(archive).touch()
    sites = wiredesk.crawl()
    assert len(wiredesk.queue()) == 24
    assert {one.id for one in kept_pages(archive)} <= {article["id"] for article in wiredesk.queue()}
    assert all(site["reason"] is None for site in sites.values())


def test_the_summary_names_the_reason(wiredesk, start_site, archive):
    crowded(start_site(), wiredesk, "times", archive)
    site = wiredesk.crawl(exit_code=1)["times"]
    assert site["reason"] == "archive"
    assert f"the archive {archive} cannot be written: Not a directory" in site["problem"]


def test_a_fetch_whose_every_answer_must_be_kept_tells_the_same(wiredesk, start_site, archive):
    wiredesk.environment["WIREDESK_ARCHIVE_ALL"] = "1"
    site = start_site()
    site.pages["/one"] = breaking(archive, article_page("Old bridge is repaired"))
    done = wiredesk("fetch", f"{site.url}/one")
    assert done.returncode == 1
    assert f"the archive {archive} cannot be written" in done.stderr
    assert ": error (" not in done.stderr, "it is no fault of the page"


def test_articles_that_go_without_their_pages_are_counted(wiredesk, start_site, archive):
    wiredesk.environment["WIREDESK_ARCHIVE_FAILURE"] = "continue"
    crowded(start_site(), wiredesk, "times", archive)
    site = wiredesk.crawl()["times"]
    assert site["new"] == 12
    assert site["kept"] + site["not_kept"]["failed"] == 12
    assert [one["archive"] is None for one in wiredesk.queue()].count(True) == site["not_kept"]["failed"] > 0


def test_a_page_that_stands_for_one_that_is_gone_is_told_no_other_way(wiredesk, start_site, archive):
    """It is published by whoever hears that the other one is gone, which is no step of the item's."""
    site = start_site()
    wiredesk.define_with_feed("times", site, "/amp/news-1001")
    canonical = f'<link rel="canonical" href="{site.url}/news/one-1001">'
    site.pages["/amp/news-1001"] = article_page("First story of the day", head=canonical)
    site.pages["/news/one-1001"] = breaking(archive, Answer("gone", 410))
    done = wiredesk("crawl", "--quiet")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert len(lines) == 2, done.stderr
    assert all(f"the archive {archive} cannot be written" in line for line in lines)
