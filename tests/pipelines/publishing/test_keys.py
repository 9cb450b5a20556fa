import inspect
from pathlib import Path

from wiredesk.pipelines.publishing.keys import Keys

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
