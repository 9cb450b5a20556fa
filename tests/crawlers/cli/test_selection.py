"""Filters of consume and queue: a typo costs nothing, and what is passed over is counted."""

from __future__ import annotations

import signal

import pytest
from in_process import wiredesk_here
from queue_writer import QueueWriter, make_article
from test_queue import ids, start, wiredesk

COMMANDS = [
    ["consume", "--group", "search", "--no-follow"],
    ["queue", "read"],
    ["queue", "tail", "--no-follow"],
]


@pytest.fixture
def queue(redis_url):
    writer = QueueWriter(redis_url)
    writer.add(make_article(1, site="village.example", language="ar"))
    writer.add(make_article(2, site="valley.example", language="pt-BR"))
    writer.add(make_article(3, site="valley.example", language="lzz"))
    yield writer
    writer.client.close()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words[:2]))
@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (["--language", "arabic"], ["'arabic' is not a language tag; did you mean ar?"]),
        (["--language", "ckv"], ["the language 'ckv'; did you mean kv or cv or ckb"]),
        (["--language", "en-UK"], ["'UK' is not a country code"]),
        (["--site", "rudaw"], ["no site 'rudaw' in ", " or on the queue; did you mean rudaw.net"]),
        (["--site", "vilage.example"], ["no site 'vilage.example'", "did you mean village.example"]),
        (
            ["--site", "qqqqqqqq", "--language", "q"],
            ["no site 'qqqqqqqq'", "`wiredesk sites list`", "'q' is not a lang"],
        ),
    ],
    ids=lambda words: "-".join(words)[:20],
)
def test_what_nobody_knows_is_refused_and_costs_nothing(queue, command, filters, said):
    refused = wiredesk(queue, *command, *filters, status=2)
    assert refused.stdout == ""
    for words in said:
        assert words in refused.stderr
    assert queue.client.exists(queue.keys.articles)
    assert queue.client.xinfo_groups(queue.keys.articles) == [], "no group is made, and nothing acknowledged"


@pytest.mark.parametrize(
    "filters",
    [
        ["--language", "ckb"],  # extraction tells it apart
        ["--language", "tet"],  # a definition names it
        ["--language", "lzz"],  # only the queue has it
        ["--language", "fr-CA"],
        ["--language", "*"],
        ["--site", "rudaw.net"],  # defined, not on the queue
        ["--site", "village.example"],  # on the queue, not defined
        ["--site", "crawled.example"],  # crawled once, and trimmed since
    ],
    ids=lambda words: words[1],
)
def test_what_is_known_is_taken(queue, filters):
    queue.client.set(queue.keys.health("crawled.example"), "{}")
    wiredesk(queue, "queue", "read", *filters)
    wiredesk(queue, "consume", "--group", "search", "--no-follow", *filters)


def test_the_definitions_of_the_user_count(queue, tmp_path):
    (tmp_path / "mine.example.toml").write_text('url = "https://mine.example/"\n')
    variables = {"WIREDESK_REDIS_URL": queue.url, "WIREDESK_SITES": str(tmp_path)}
    assert wiredesk_here("queue", "read", "--site", "mine.example", **variables).returncode == 0
    refused = wiredesk_here("queue", "read", "--site", "mine", **variables)
    assert (refused.returncode, "did you mean mine.example?" in refused.stderr) == (2, True)
    # A consumer needs no definitions: their folder may be missing where it runs
    variables["WIREDESK_SITES"] = str(tmp_path / "gone")
    assert wiredesk_here("queue", "read", "--site", "village.example", **variables).returncode == 0
    assert "no site 'mine' on the queue" in wiredesk_here("queue", "read", "--site", "mine", **variables).stderr


def test_a_long_queue_is_looked_at_to_its_end(queue):
    pipe = queue.client.pipeline()
    for number in range(450):  # more than two pages
        pipe.xadd(queue.keys.articles, {"site": f"site-{number}.example", "language": "en"})
    pipe.execute()
    said = wiredesk(queue, "queue", "read", "--site", "site-449.exampl", status=2).stderr
    assert "did you mean site-449.example" in said
    wiredesk(queue, "queue", "tail", "-n", "0", "--no-follow", "--site", "site-449.example")


def test_what_is_passed_over_is_counted(queue):
    read = wiredesk(queue, "queue", "read", "--language", "pt", "--site", "valley.example")
    assert ids(read.stdout) == ["article-2"]
    assert read.stderr == "2 entries skipped, by --site valley.example --language pt\n"
    assert wiredesk(queue, "queue", "read").stderr == ""
    tail = wiredesk(queue, "queue", "tail", "-n", "1", "--no-follow", "--language", "pt")
    assert tail.stderr == "1 entry skipped, by --language pt\n"
    consumed = wiredesk(queue, "consume", "--group", "search", "--no-follow", "--event", "new", "--language", "ar")
    assert consumed.stderr == "2 entries skipped and acknowledged, by --language ar --event new\n"
    assert queue.pending("search") == 0


@pytest.mark.parametrize("words", [["queue", "tail"], ["consume", "--group", "search"]], ids=lambda words: words[0])
def test_it_is_counted_also_when_interrupted(queue, words):
    process = start(queue, *words, "--language", "lzz")
    assert ids(process.stdout.readline()) == ["article-3"]
    queue.add(make_article(4, site="valley.example", language="en"))
    queue.add(make_article(5, site="valley.example", language="lzz"))
    assert ids(process.stdout.readline()) == ["article-5"]
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    assert process.stderr.read().startswith("3 entries skipped")
