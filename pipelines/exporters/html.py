"""An HTML fragment: everything from the page is text there, never markup, and links lead only to the web."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from wiredesk.pipelines.article import Article, Image
from wiredesk.pipelines.exporters.terminal import one_line, terminal_safe

_BLANK_LINE = re.compile(r"\n\s*\n")
# Scripts written from right to left (BCP 47 language subtags; ku and kmr are Latin unless they say Arab)
RIGHT_TO_LEFT = frozenset("ar arc azb bal ckb dv fa glk he ks lrc mzn pnb prs ps sd sdh skr syr ug ur yi".split())


def to_html(article: Article) -> str:
    """The article as one `<article>` element with language and direction; its text can hold no markup or script."""
    language = f' lang="{_attribute(article.language)}"' if article.language else ""
    parts = [f'<article{language} dir="{direction(article.language)}" data-id="{_attribute(article.id)}">']
    parts.append(f"<h1>{_text(article.headline)}</h1>")
    if article.description:
        parts.append(f'<p class="description">{_text(article.description)}</p>')
    parts.append(f'<p class="meta">{" · ".join(_facts(article))}</p>')
    parts += [_figure(image) for image in article.images[:1] if _is_web(image.url)]
    paragraphs = _BLANK_LINE.split(terminal_safe(article.body_text).strip())
    parts += ["<p>" + escape(paragraph.strip()).replace("\n", "<br>\n") + "</p>" for paragraph in paragraphs]
    return "\n".join([*parts, "</article>", ""])


def direction(language: str | None) -> str:
    """The `dir` of a language: by its script subtag, else by the language; "auto" (first strong letter) if unknown."""
    if not language:
        return "auto"
    subtags = language.lower().split("-")
    if "arab" in subtags or "hebr" in subtags:
        return "rtl"
    return "ltr" if "latn" in subtags or "cyrl" in subtags or subtags[0] not in RIGHT_TO_LEFT else "rtl"


def _facts(article: Article) -> list[str]:
    facts = []
    if article.authors:
        facts.append(f'<span class="authors">{_text(", ".join(author.name for author in article.authors))}</span>')
    if article.date_published:
        moment = _attribute(article.date_published)
        facts.append(f'<time datetime="{moment}">{moment}</time>')
    if article.source:
        facts.append(f'<span class="source">{_text(article.source)}</span>')
    name, url = _text(article.publisher or article.site), article.canonical_url or article.url
    link = f'<a href="{_attribute(url)}" rel="nofollow noopener">{name}</a>'
    facts.append(link if _is_web(url) else name)
    return facts


def _figure(image: Image) -> str:
    caption = " ".join(filter(None, (image.caption, image.credit)))
    size = f' width="{image.width}" height="{image.height}"' if image.width and image.height else ""
    shown = f"<figcaption>{_text(caption)}</figcaption>" if caption else ""
    return f'<figure><img src="{_attribute(image.url)}" alt=""{size} loading="lazy">{shown}</figure>'


def _is_web(url: str) -> bool:
    """Whether a link may be followed: javascript:, data: and the like are left out."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _text(value: str) -> str:
    return escape(one_line(value))


def _attribute(value: str) -> str:
    return escape(one_line(value), quote=True)
