"""Ctrl-C while a site keeps a crawl waiting."""

from __future__ import annotations

import signal
import threading
import time

from hand_made_site import Answer


def test_ctrl_c_does_not_wait_for_a_site_that_does_not_answer(wiredesk, start_site):
    """robots.txt is on its way for half a minute; the crawl has ended long before."""
    site, asked = start_site(), threading.Event()

    def hang(_: object) -> Answer:
        asked.set()
        return Answer("", wait=30)

    site.pages["/robots.txt"] = hang
    wiredesk.define("harbour", f'url = "{site.url}/"\n')
    process = wiredesk.start("crawl")
    assert asked.wait(60)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 12  # on an idle machine 1.3 s
    assert process.returncode == 130
    assert "Traceback" not in err, err
    site.pages["/robots.txt"] = Answer("no such page", 404)
    assert wiredesk.crawl(exit_code=None)["harbour"]["problem"] is None  # what was cut off says nothing about the site
