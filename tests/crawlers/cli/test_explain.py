"""`--explain` and `--save`, as they are used in a shell."""

from __future__ import annotations

import json
import shlex


def test_a_fetched_page_is_explained_and_saved_as_it_came(desk, village):
    url = f"{village.url}/news/one"
    path = desk.folder / "page.html"
    done = desk.run("fetch", "--explain", "--save", str(path), url)
    assert done.returncode == 0, done.stderr
    assert "FIELDS (* = chosen)" in done.stdout
    assert "BODY by model" in done.stdout
    again = shlex.split(done.stderr.splitlines()[-1])
    assert again[:2] == ["wiredesk", "extract"]
    article = json.loads(desk.run(*again[1:]).stdout)
    fetched = json.loads(desk.run("fetch", url).stdout)
    assert (article["headline"], article["body_text"]) == (fetched["headline"], fetched["body_text"])
    explained = json.loads(desk.run(*again[1:], "--explain", "--json").stdout)
    assert explained["outcome"] == "article"
    assert {one["field"]: one.get("value") for one in explained["fields"]}["headline"] == article["headline"]


def test_what_gives_no_article_is_explained_too(desk, village):
    done = desk.run("fetch", "--explain", f"{village.url}/", f"{village.url}/missing")
    assert done.returncode == 1
    assert "  listing: " in done.stdout
    assert "http_404" in done.stderr


def test_wrong_usage_says_what_is_right(desk, village):
    done = desk.run("fetch", "--json", f"{village.url}/news/one")
    assert done.returncode == 2
    assert "--json needs --explain" in done.stderr
    done = desk.run("fetch", "--save", "page.html", f"{village.url}/a", f"{village.url}/b")
    assert done.returncode == 2
    assert "give one URL" in done.stderr
    done = desk.run("fetch", "--save", "/nowhere/page.html", f"{village.url}/news/one")
    assert done.returncode == 2
    assert "/nowhere/page.html" in done.stderr


def test_engines_can_be_compared(desk, village):
    url = f"{village.url}/news/one"
    methods = {}
    for engine in ("auto", "model", "trafilatura"):
        article = json.loads(desk.run("fetch", "--engine", engine, url).stdout)
        methods[engine] = article["extraction"]["method"]
        assert article["body_text"]
    assert methods["model"] == "model"
    assert methods["trafilatura"] == "trafilatura"
    done = desk.run("fetch", "--publish", "--engine", "model", url)
    assert done.returncode == 2
    assert "[extract] engine" in done.stderr
