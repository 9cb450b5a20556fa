"""A page built by script, rendered by a real Chromium that reaches nothing but through Scrapy."""

from __future__ import annotations

import json
import socket
import threading

import pytest
from hand_made_site import Answer

from wiredesk.crawlers.fetching.rendering import missing_for_rendering

pytestmark = pytest.mark.skipif(bool(missing_for_rendering()), reason=missing_for_rendering() or "there is a browser")

SENTENCES = [f"On day {n} the council spoke of the bridge, the harvest and the winter to come." for n in range(12)]
SHELL = """<!doctype html><html lang="en"><head><title>Harbour Times</title></head><body><div id="app"></div>
<script>
fetch("/api/story").then(answer => answer.json()).then(story => {
  document.title = story.headline;
  document.getElementById("app").innerHTML = "<article><h1>" + story.headline + "</h1>" +
    story.paragraphs.map(text => "<p>" + text + "</p>").join("") + "</article>";
});
for (const url of %s) { fetch(url, {mode: "no-cors"}).catch(() => 0); new Image().src = url;
  try { new WebSocket(url.replace("http", "ws")); } catch (error) {} }
</script></body></html>"""


def test_the_text_that_a_script_brings_is_the_article(wiredesk, start_site):
    """And what the script asks of other addresses never reaches them."""
    canary = socket.create_server(("127.0.0.9", 0))
    canary.settimeout(0.1)
    reached = []

    def listen() -> None:
        while not reached:
            try:
                reached.append(canary.accept())
            except TimeoutError:
                continue
            except OSError:
                return

    threading.Thread(target=listen, daemon=True).start()
    site = start_site()
    address = f"http://127.0.0.9:{canary.getsockname()[1]}/"
    wiredesk.environment["WIREDESK_ALLOW_ADDRESSES"] = "127.0.0.1/32"
    story = {"headline": "Bridge over the river to be repaired before winter", "paragraphs": SENTENCES}
    site.pages["/news/story-1"] = Answer(SHELL % json.dumps([address, "http://169.254.169.254/latest/"]))
    site.pages["/api/story"] = Answer(json.dumps(story), content_type="application/json")
    plain = wiredesk("fetch", f"{site.url}/news/story-1")
    assert plain.returncode == 1
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\nrender = true\n')
    rendered = wiredesk("fetch", f"{site.url}/news/story-1")
    assert rendered.returncode == 0, rendered.stderr
    article = json.loads(rendered.stdout)
    assert article["headline"] == story["headline"]
    assert all(sentence in article["body_text"] for sentence in SENTENCES)
    canary.close()
    assert reached == []


def test_without_a_browser_it_says_what_to_install(wiredesk, start_site):
    wiredesk.environment["PATH"] = "/nonexistent"
    refused = wiredesk("fetch", "--render", "https://example.org/")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "chromium" in refused.stderr
    site = start_site()
    site.pages["/news/story-1"] = Answer("<html><body><div id=app></div></body></html>")
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\nrender = true\n')
    failed = wiredesk("fetch", f"{site.url}/news/story-1")
    assert failed.returncode == 1
    assert ": needs_javascript (rendering needs" in failed.stderr
