"""The fields of an article that are read from its page."""

from __future__ import annotations

from pydantic import Field

from wiredesk.pipelines.article import PageFields
from wiredesk.pipelines.extraction.confidence.agreement import Measures
from wiredesk.pipelines.extraction.memory.source_reliability import Verdict


class Fields(PageFields):
    """The fields of :class:`wiredesk.Article` that are read from the page, and what the body step needs besides."""

    schema_types: list[str] = Field(
        default_factory=list, description="schema.org types of the page's main object, lower case"
    )
    article_body: str | None = Field(default=None, description="JSON-LD articleBody and its like, one paragraph a line")
    copy_lead: str | None = Field(default=None, description="a few words in the text's box above its first paragraph")
    own_names: frozenset[str] = Field(
        default=frozenset(), description="the names of the site and its publisher, squashed"
    )
    declared_languages: list[str] = Field(default_factory=list, description="what the page says of its language")
    measures: dict[str, Measures] = Field(
        default_factory=dict, description="what speaks for and against single fields, for `extraction.confidence`"
    )
    verdicts: list[Verdict] = Field(
        default_factory=list, description="which places proved right by the evidence (`source_reliability`)"
    )
