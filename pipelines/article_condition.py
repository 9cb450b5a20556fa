"""Conditions on the fields of an article, as people write them: ``extraction.version < 4 and site = "rudaw.net"``.

A small language of its own, read strictly and never run as code: every field must be one of the article's, every value
must fit it, and what cannot be read is told with its place. docs/reextraction.md describes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from wiredesk.pipelines.article import Article, moment_of
from wiredesk.pipelines.article_fields import ArticleField, NoSuchField, field_of

LONGEST: Final = 2_000
"""Characters; nobody types more, and reading stays cheap."""
DEEPEST: Final = 40
"""Parentheses and "not" inside each other: far from Python's limit of recursion."""
_TOKEN: Final = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))"""
    r"""|(?P<word>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?P<sign><=|>=|!=|==|=|<|>|\(|\)|\[|\]|,)""",
    re.ASCII,
)
_BLANKS: Final = re.compile(r"\s*")
_ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": lambda one, two: one < two, "<=": lambda one, two: one <= two,
    ">": lambda one, two: one > two, ">=": lambda one, two: one >= two,
}  # fmt: skip
_WORDS: Final = frozenset({"and", "or", "not", "in", "contains", "true", "false", "null", "length"})


class NotACondition(ValueError):
    """The text cannot be read as a condition; the message says what is wrong, and where."""


@dataclass(frozen=True)
class Condition:
    """A condition that has been read; call it with an article."""

    text: str
    _test: Callable[[Article], bool]

    def __call__(self, article: Article) -> bool:
        """Whether the article fulfils it. What an article does not have is less, greater or equal to nothing."""
        return self._test(article)


def read_condition(text: str) -> Condition:
    """Read a condition. Raises NotACondition."""
    if len(text) > LONGEST:
        raise NotACondition(f"a condition has {LONGEST} characters at most")
    reader = _Reader(text)
    test = reader.any_of()
    if reader.token:
        raise reader.problem("here an end, `and` or `or` is expected")
    return Condition(text, test)


Test = Callable[[Article], bool]


class _Reader:
    """Recursive descent: any_of ← all_of ← one ← comparison."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = self._end = 0
        self._depth = 0
        self.token = self.sort = ""
        self._next()

    def problem(self, said: str) -> NotACondition:
        """What is wrong at the token at hand."""
        place = f"at character {self._at + 1} ({self.token!r})" if self.token else "at the end"
        return NotACondition(f"{self._text!r}, {place}: {said}")

    def any_of(self) -> Test:
        """``… or …``"""
        tests = [self._all_of()]
        while self._take("or"):
            tests.append(self._all_of())
        return tests[0] if len(tests) == 1 else lambda article: any(test(article) for test in tests)

    def _all_of(self) -> Test:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda article: all(test(article) for test in tests)

    def _one(self) -> Test:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.problem("too many parentheses inside each other")
        if self._take("not"):
            inner = self._one()
            test: Test = lambda article: not inner(article)  # noqa: E731
        elif self._take("("):
            test = self.any_of()
            self._expect(")")
        else:
            test = self._comparison()
        self._depth -= 1
        return test

    def _comparison(self) -> Test:
        field = self._field()
        negated = self.token == "not"  # noqa: S105
        if negated:
            self._next()
        sign = self.token
        if self._take("in"):
            test = self._is_one_of(field)
        elif self._take("contains"):
            test = self._contains(field)
        elif negated:
            raise self.problem("`in` or `contains` is expected")
        elif sign in ("=", "==", "!="):
            self._next()
            wanted = self._value(field, or_null=True)
            equal: Test = lambda article: _equals(field, article, wanted)  # noqa: E731
            return equal if sign != "!=" else lambda article: not equal(article)
        elif sign in _ORDERS:
            self._next()
            return self._is_ordered(field, _ORDERS[sign])
        elif field.kind == "truth":
            return lambda article: any(value is True for value in field.values(article))
        else:
            raise self.problem("a comparison is expected: = != < <= > >= in contains")
        return (lambda article: not test(article)) if negated else test

    def _is_ordered(self, field: ArticleField, order: Callable[[Any, Any], bool]) -> Test:
        if field.kind == "truth":
            raise self.problem(f"{field.name} is true or false, and has no order")
        if field.kind == "text" and self.sort == "number":
            limit = float(self._value_of("number"))
            return lambda article: any(
                order(number, limit) for value in field.values(article) if (number := _number(value)) is not None
            )
        wanted = self._value(field)
        if field.kind == "date" and isinstance(wanted, str):  # a day is compared with days
            return lambda article: any(order(str(value)[:10], wanted) for value in field.values(article))
        return lambda article: any(order(value, wanted) for value in _read(field, article))

    def _is_one_of(self, field: ArticleField) -> Test:
        self._expect("[")
        wanted = [self._value(field, or_null=True)]
        while self._take(","):
            wanted.append(self._value(field, or_null=True))
        self._expect("]")
        return lambda article: any(_equals(field, article, one) for one in wanted)

    def _contains(self, field: ArticleField) -> Test:
        if field.kind != "text":
            raise self.problem(f"{field.name} is no text")
        part = str(self._value_of("text")).casefold()
        return lambda article: any(part in str(value).casefold() for value in field.values(article))

    def _field(self) -> ArticleField:
        if self.token == "length":  # noqa: S105
            self._next()
            self._expect("(")
            inner = self._field()
            self._expect(")")
            return ArticleField(f"length({inner.name})", "number", lambda article: [_length(inner, article)])
        if self.sort != "word" or self.token in _WORDS:
            raise self.problem("the name of a field is expected")
        try:
            field = field_of(self.token)
        except NoSuchField as problem:
            raise self.problem(str(problem)) from None
        self._next()
        return field

    def _value(self, field: ArticleField, *, or_null: bool = False) -> Any:
        if or_null and self._take("null"):
            return None
        if field.kind == "truth":
            if self.token in ("true", "false"):
                return self._advance() == "true"
            raise self.problem(f"{field.name} is true or false")
        if field.kind == "number":
            return float(self._value_of("number"))
        if field.kind == "text" and self.sort == "number":
            return self._advance()
        text = str(self._value_of("text"))
        if field.kind == "date":
            moment = moment_of(text)
            if moment is None or not re.match(r"\d{4}-\d\d-\d\d", text):
                raise self.problem(f'{text!r} is not a date: write "2026-01-31" or "2026-01-31T08:05:00Z"')
            return moment if "T" in text else text[:10]
        if field.choices and text not in field.choices:
            raise self.problem(f"{field.name} is one of {', '.join(field.choices)}")
        return text

    def _value_of(self, sort: str) -> Any:
        if self.sort != sort:
            what = {"text": 'a text in quotation marks, "like this"', "number": "a number"}[sort]
            raise self.problem(f"{what} is expected")
        token = self._advance()
        return re.sub(r"\\(.)", r"\1", token[1:-1]) if sort == "text" else token

    def _advance(self) -> str:
        token = self.token
        self._next()
        return token

    def _take(self, token: str) -> bool:
        if self.token != token or self.sort == "text":
            return False
        self._next()
        return True

    def _expect(self, token: str) -> None:
        if not self._take(token):
            raise self.problem(f"`{token}` is expected")

    def _next(self) -> None:
        self._at = _BLANKS.match(self._text, self._end).end()  # type: ignore[union-attr]  # matches nothing as well
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            self.token, self.sort = self._text[self._at : self._at + 1], ""
            if self.token:
                raise self.problem("this is not part of a condition")
            return
        self.sort = str(found.lastgroup)
        self.token = found.group(self.sort)
        self._end = found.end()


def _read(field: ArticleField, article: Article) -> list[Any]:
    """The values, of a date as moments."""
    values = field.values(article)
    if field.kind != "date":
        return values
    return [moment for value in values if (moment := moment_of(value)) is not None]


def _equals(field: ArticleField, article: Article, wanted: Any) -> bool:
    values = field.values(article)
    if wanted is None:
        return not values
    if field.kind == "date" and isinstance(wanted, str):
        return any(str(value).startswith(wanted) for value in values)
    return any(value == wanted for value in _read(field, article))


def _length(field: ArticleField, article: Article) -> int:
    values = field.values(article)
    return len(values[0]) if len(values) == 1 and isinstance(values[0], str) else len(values)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
