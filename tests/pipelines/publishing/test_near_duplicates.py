import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.publishing.near_duplicates import fingerprint, numbers_in, shingles
from wiredesk.pipelines.publishing.publisher import Publication


def edited(text: str, share: float, seed: int) -> str:
    """A copy with a share of its words exchanged, as sub-editors do."""
    chooser = random.Random(seed)
    return " ".join(f"other{chooser.randrange(9999)}" if chooser.random() < share else w for w in text.split())


def test_agency_copy_is_tied_to_the_earliest(each_redis_url, with_publisher, article, text, read_queue):
    async def work(publisher, client):
        wire = text(7)
        a = await publisher.publish(article("https://a.example/1-x", site="a.example", body=wire))
        b = await publisher.publish(
            article("https://b.example/2-x", site="b.example", body=f"LIMA (Wire) — {edited(wire, 0.08, 1)}")
        )
        c = await publisher.publish(
            article("https://c.example/3-x", site="c.example", body=f"{edited(wire, 0.05, 2)} Reporting by Wire.")
        )
        assert a.near_duplicate_of is None
        assert b.near_duplicate_of.id == c.near_duplicate_of.id == a.id
        assert 0.4 < b.near_duplicate_of.similarity < 1
        queue = await read_queue(client)  # all are delivered
        assert [flat["near_duplicate_of"] for flat, _ in queue] == ["", a.id, a.id]
        assert queue[1][1].near_duplicate_of == b.near_duplicate_of
        # asked again, the tie is still told
        again = await publisher.publish(
            article("https://b.example/2-x", site="b.example", body=f"LIMA (Wire) — {edited(wire, 0.08, 1)}")
        )
        assert (again.outcome, again.near_duplicate_of) == ("unchanged", b.near_duplicate_of)

    with_publisher(each_redis_url, work)


def test_the_original_is_never_tied_to_its_copy(redis_url, with_publisher, article, text):
    async def work(publisher, client):
        wire = text(7)
        await publisher.publish(article("https://a.example/1-x", site="a.example", body=wire))
        await publisher.publish(article("https://b.example/2-x", site="b.example", body=wire))
        update = await publisher.publish(article("https://a.example/1-x", site="a.example", body=wire + " corrected"))
        assert (update.outcome, update.near_duplicate_of) == ("update", None)

    with_publisher(redis_url, work)


def test_different_stories_are_not_tied(redis_url, with_publisher, article, text):
    """One topic's phrases, a site's standing paragraphs, and reports filled into one form."""
    appeal = text(50, words=150)
    topic = [text(60 + n, words=12) for n in range(6)]
    form = (
        "A magnitude {} earthquake struck {} km north of the town at a depth of {} km on day {} at {} local time. "
        "The service said {} stations recorded it. No damage was reported. The region lies on a fault that is watched "
        "by {} instruments, and people are asked to report what they felt on the page of the service."
    )
    chooser = random.Random(3)

    async def work(publisher, client):
        batch = []
        for n in range(10):
            story = text(100 + n, words=150) + " " + " ".join(chooser.sample(topic, 3))
            batch.append(article(f"https://s{n}.example/{n}-topic", site=f"s{n}.example", body=story))
            batch.append(
                article(f"https://t.example/{n}-site", site="t.example", body=text(200 + n, words=120) + " " + appeal)
            )
            quake = form.format(*(chooser.randrange(10, 999) for _ in range(7)))
            batch.append(article(f"https://q{n % 2}.example/{n}-quake", site=f"q{n % 2}.example", body=quake))
        results = await publisher.publish_many([Publication(item) for item in batch])
        assert [r.near_duplicate_of for r in results] == [None] * len(batch)

    with_publisher(redis_url, work)


def test_what_is_remembered_expires_and_can_be_off(redis_url, with_publisher, article, text, keys):
    async def on(publisher, client):
        await publisher.publish(article("https://a.example/1-x", body=text(7)))
        [near] = [key for key in await client.keys("*") if b":near:" in key]
        assert 14 * 86400 <= await client.ttl(near) <= 21 * 86400

    async def off(publisher, client):
        copy = await publisher.publish(article("https://b.example/2-x", site="b.example", body=text(7)))
        assert copy.near_duplicate_of is None

    with_publisher(redis_url, on)
    with_publisher(redis_url, off, near_duplicate_days=0)


def test_texts_without_spaces_are_compared_by_characters():
    assert shingles("北京消息今天") == ["北京消", "京消息", "消息今", "息今天"]
    assert shingles("two words and") == ["two words", "words and"]
    assert fingerprint("too short") is None


def test_numbers_are_alike_in_every_script():
    assert numbers_in("in 2026 ٢٠٢٦ ۲۰۲۶ 4.6 and 10:30") == ["2026", "4.6", "10:30"]


@given(st.text())
def test_any_text_has_a_fingerprint_or_none(text):
    found = fingerprint(text)
    assert found is None or (len(found.bands), len(found.signature)) == (32 * 7, 128)


def test_wire_copies_as_newsfarm_makes_them(redis_url, with_publisher, article, shared_folder):
    """Copies with 3 to 8 % of the words exchanged, other datelines, opening and closing lines.

    ``benchmarks/near_duplicates.py`` measures the same on whole farms.
    """
    if not (shared_folder / "tools/newsfarm").is_dir():
        pytest.skip("newsfarm is not there")
    sys.path.insert(0, str(shared_folder / "tools"))
    from newsfarm import corpus
    from newsfarm.remix import Remix, Vocabulary, choose_swaps

    pages = [page for page in corpus.load(shared_folder / "corpora/news-dev") if page.text and len(page.text) > 600]
    chooser = random.Random(5)
    chosen = chooser.sample(pages, 60)
    vocabularies = {
        language: Vocabulary([page.text for page in pages if page.language == language])
        for language in {page.language for page in chosen}
    }
    stories: list[tuple[str, str]] = []  # what it is about, its text
    for number, page in enumerate(chosen):
        vocabulary = vocabularies[page.language]
        stories.append((page.url, page.text))
        stories.append((f"other words {number}", Remix(vocabulary, f"variant {number}")(page.text)))
        if number % 2:
            continue
        for member in range(3):
            swaps = choose_swaps(vocabulary, page.text, chooser.uniform(0.03, 0.08), f"{number}:{member}")
            copy = f"LIMA (Globewire) — {Remix(vocabulary, None, swaps)(page.text)}"
            if member:
                copy = f"This report was first carried by Globewire.\n{copy}\nReporting by Globewire, Paper {member}."
            stories.append((page.url, copy))
    chooser.shuffle(stories)

    async def work(publisher, client):
        results = await publisher.publish_many(
            [
                Publication(article(f"https://site{n}.example/{n}-story", site=f"site{n}", body=body))
                for n, (_, body) in enumerate(stories)
            ]
        )
        about = {result.id: story for result, (story, _) in zip(results, stories, strict=True)}
        earliest: dict[str, str] = {}
        right = wrong = missed = 0
        for result in results:
            first = earliest.setdefault(about[result.id], result.id)
            tie = result.near_duplicate_of
            if tie is None:
                missed += first != result.id
            elif tie.id == first:
                right += 1
            else:
                wrong += 1
        assert right >= 80
        assert right / (right + wrong) >= 0.99
        assert right / (right + missed) >= 0.95

    with_publisher(redis_url, work)
