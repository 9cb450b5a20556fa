"""The flat form in which Nuxt 3 and SvelteKit print their state: one array, in which numbers are places of values.

Source: devalue 5, "parse" (github.com/sveltejs/devalue). ``["Reactive", 3]`` is value 3 with a wrapper around it.
"""

from __future__ import annotations

from typing import Any, Final

_WRAPPERS: Final = frozenset(
    {"Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "Object", "Date", "NuxtError"}
)
_SET, _MAP, _NULL = "Set", "Map", "null"


def is_flat(value: Any) -> bool:
    """Whether a JSON value is such an array: its first entry holds nothing but places of others."""
    if not isinstance(value, list) or len(value) < 3 or not isinstance(value[0], (list, dict)) or not value[0]:
        return False
    first = value[0]
    places = first.values() if isinstance(first, dict) else first[1:] if isinstance(first[0], str) else first
    return all(type(place) is int and -8 < place < len(value) for place in places) and bool(places)


def revived(flat: list[Any]) -> Any:
    """The value that the array stands for. Parts that stand in several places, or in themselves, are one object: who
    walks through it must count its steps."""
    made: list[Any] = [
        {} if isinstance(value, dict) else [] if isinstance(value, list) and not _is_wrapper(value) else value
        for value in flat
    ]

    def at(place: Any) -> Any:
        for _ in range(8):  # a wrapper around a wrapper
            if type(place) is not int or not 0 <= place < len(flat):
                return None
            value = flat[place]
            if not (isinstance(value, list) and _is_wrapper(value)):
                return made[place]
            place = value[1] if len(value) > 1 else None
            if isinstance(place, str):
                return place
        return None

    for value, target in zip(flat, made, strict=True):
        if isinstance(value, dict):
            target.update((key, at(place)) for key, place in value.items())
        elif isinstance(value, list) and not _is_wrapper(value):
            if value and value[0] == _SET:
                target.extend(at(place) for place in value[1:])
            elif value and value[0] == _MAP:
                target.extend(at(place) for place in value[2::2])
            elif value and value[0] == _NULL:
                target.append(dict(zip(value[1::2], map(at, value[2::2]), strict=False)))
            else:
                target.extend(at(place) for place in value)
    return at(0)


def _is_wrapper(value: list[Any]) -> bool:
    return bool(value) and isinstance(value[0], str) and value[0] in _WRAPPERS
