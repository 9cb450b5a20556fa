"""Plain text for people: a head of labelled lines, then the body."""

from __future__ import annotations

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.exporters.terminal import one_line, terminal_safe


def to_text(article: Article) -> str:
    """The article to read on a terminal: headline, known facts, body; control characters and escapes removed."""
    copy_of = article.near_duplicate_of
    facts = [
        ("Also", article.alternative_headline),
        ("Site", article.publisher or article.site),
        ("Date", article.date_published_local or article.date_published or article.date_published_raw),
        ("Changed", article.date_modified),
        ("By", ", ".join(author.name for author in article.authors) or None),
        ("Source", article.source),
        ("Place", article.dateline),
        ("Language", article.language),
        ("Section", article.section),
        ("Keywords", ", ".join(article.keywords) or None),
        ("URL", article.canonical_url or article.url),
        ("Id", f"{article.id} revision {article.revision} ({article.event})"),
        ("Copy of", f"{copy_of.id} ({copy_of.similarity:.0%} alike)" if copy_of else None),
    ]
    parts = [one_line(article.headline)]
    parts.append("\n".join(f"{label + ':':<10}{one_line(value)}" for label, value in facts if value))
    if article.description:
        parts.append(one_line(article.description))
    parts.append(terminal_safe(article.body_text).strip())
    return "\n\n".join(parts) + "\n\n"
