"""The fields of an article by name, as ``extraction.version``: what kind of value each has, and its values."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel

from wiredesk.pipelines.article import Article

Kind = Literal["text", "number", "truth", "date"]
_DATES: Final = frozenset({"date_published", "date_modified", "date_published_local", "fetched_at"})


class NoSuchField(ValueError):
    """An article has no such field; the message names the nearest ones."""


@dataclass(frozen=True)
class ArticleField:
    """A field, or the length of one: what it is, and its values in an article (several, of a list)."""

    name: str
    kind: Kind
    values: Callable[[Article], list[Any]]
    choices: tuple[str, ...] = ()


def field_of(name: str) -> ArticleField:
    """The field with a name such as ``extraction.version``. Raises NoSuchField with the nearest names."""
    parts = name.split(".")
    hint: Any = Article
    for number, part in enumerate(parts):
        model = _model_in(hint)
        if model is not None and part in model.model_fields:
            hint = model.model_fields[part].annotation
        elif _is_mapping(hint) and number == len(parts) - 1:
            hint = float
        else:
            names = list(model.model_fields) if model is not None else []
            inside = "".join(f"{one}." for one in parts[:number])  # as it has to be written
            near = [inside + one for one in difflib.get_close_matches(part, names, n=3, cutoff=0.5)]
            told = (
                f"; did you mean {' or '.join(near)}?" if near else f"; there are {', '.join(names)}" if names else ""
            )
            raise NoSuchField(f"{'.'.join(parts[: number + 1])} is no field of an article{told}")
    if _model_in(hint) is not None and not _is_list(hint):
        model = _model_in(hint)
        assert model is not None
        raise NoSuchField(f"{name} has fields of its own: {', '.join(f'{name}.{one}' for one in model.model_fields)}")
    kind: Kind = "date" if name in _DATES else _kind_of(hint)
    return ArticleField(name, kind, lambda article: _values([article], parts), _choices_of(hint))


def _values(holders: Iterable[Any], parts: list[str]) -> list[Any]:
    for part in parts:
        found: list[Any] = []
        for holder in holders:
            value = holder.get(part) if isinstance(holder, Mapping) else getattr(holder, part, None)
            found += value if isinstance(value, list) else [] if value is None else [value]
        holders = found
    return list(holders)


def _arguments(hint: Any) -> list[Any]:
    """The types that a hint stands for, without None, marks and lists around them."""
    origin = get_origin(hint)
    if origin is None or origin is Literal:
        return [] if hint is type(None) else [hint]
    inner = get_args(hint)[:1] if hasattr(hint, "__metadata__") else get_args(hint)
    return [found for one in inner for found in _arguments(one)]


def _model_in(hint: Any) -> type[BaseModel] | None:
    if _is_mapping(hint):
        return None
    return next((one for one in _arguments(hint) if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _is_mapping(hint: Any) -> bool:
    return get_origin(hint) is dict


def _is_list(hint: Any) -> bool:
    return get_origin(hint) is list


def _kind_of(hint: Any) -> Kind:
    for one in _arguments(hint):
        if one is bool:
            return "truth"
        if one in (int, float):
            return "number"
    return "text"


def _choices_of(hint: Any) -> tuple[str, ...]:
    return tuple(choice for one in _arguments(hint) if get_origin(one) is Literal for choice in get_args(one))
