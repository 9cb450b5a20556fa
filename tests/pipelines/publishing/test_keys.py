import inspect
from pathlib import Path

import redis

from wiredesk.pipelines.publishing.keys import Keys, scan_pattern

PAGE = Path(__file__).parents[3] / "docs/redis.md"


def all_keys() -> list[str]:
    """Every name that Keys makes, with ``x`` for what stands for an id, a site or a group."""
    keys, found = Keys(), []
    for name, member in inspect.getmembers(Keys):
        if isinstance(member, property):
            found.append(getattr(keys, name))
        elif inspect.isfunction(member) and not name.startswith("_"):
            found.append(member(keys, *["x"] * (len(inspect.signature(member).parameters) - 1)))
    return found


def test_every_key_is_described():
    page = PAGE.read_text(encoding="utf-8")
    assert len(all_keys()) > 20
    # the part that is the same for all of a kind, as the table writes it
    missing = [key for key in all_keys() if f"`{key.removesuffix(':x').removesuffix(':x')}" not in page]
    assert missing == []


def test_all_keys_share_one_slot_whatever_the_prefix():
    assert all(key.startswith("{wiredesk}:") for key in all_keys())
    assert Keys("{other}:").article("1") == "{other}:article:1"


def test_a_prefix_is_looked_for_to_the_letter(redis_url):
    prefix = "a[b]*?\\:"
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        client.mset({f"{prefix}one": 1, f"{prefix}two": 2, "ab*?:three": 3, "abcd:four": 4})
        assert set(client.scan_iter(match=scan_pattern(prefix))) == {f"{prefix}one", f"{prefix}two"}
        assert list(client.scan_iter(match=scan_pattern(prefix, "t*"))) == [f"{prefix}two"]
