"""Environment variables that look like our settings but are not: a typo would silently leave the default."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

PREFIX = "WIREDESK_"
_OF_AN_ARTICLE = {f"{PREFIX}{name}" for name in ("ENTRY_ID", "DELIVERY_COUNT", "SITE", "LANGUAGE", "EVENT")}
"""What ``consume --exec`` gives its command, which may be one of ours."""
_OF_THE_TESTS = f"{PREFIX}TEST_"
_LIKE = 0.5
"""Share of letters in common, after the prefix, from which one name may stand for another: AGENT for USER_AGENT has
0.67."""
_LIKE_WITHOUT_PREFIX = 0.85
"""The same for a name whose prefix is misspelt too: high, as other programs' variables are no business of ours."""


def misspelt_variables(names: Iterable[str], settings: Collection[str]) -> list[str]:
    """A line for each of the variables `names` that seems to be meant for wiredesk and is not one of `settings` (whole
    names), with the nearest setting."""
    given = set(names)
    ours = _OF_AN_ARTICLE if f"{PREFIX}ENTRY_ID" in given else set()
    lines = []
    for name in sorted(given - ours - set(settings)):
        if not name.upper().startswith("WIR"):
            continue
        has_prefix = name.startswith(PREFIX)
        if name.startswith(_OF_THE_TESTS):
            continue
        if has_prefix:
            ends = [setting.removeprefix(PREFIX) for setting in settings]
            near = difflib.get_close_matches(name.removeprefix(PREFIX).upper()[:80], ends, n=1, cutoff=_LIKE)
            near = [PREFIX + end for end in near]
        else:
            near = difflib.get_close_matches(name.upper()[:80], settings, n=1, cutoff=_LIKE_WITHOUT_PREFIX)
        shown = "".join(sign if sign.isprintable() else "?" for sign in name[:80])
        if near:
            lines.append(f"the variable {shown} is no setting and does nothing; did you mean {near[0]}?")
        elif has_prefix:
            lines.append(f"the variable {shown} is no setting and does nothing; docs/settings.md lists them")
    return lines
