"""The listings of a town site: feeds, sitemaps, the WordPress API and robots.txt, as such sites really send them."""

from __future__ import annotations

import gzip
import html
import json
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from wiredesk.crawlers.demo.page_templates import PageWriter
from wiredesk.crawlers.demo.stories import Story

NEWS_NAMESPACE = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAP_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_rss(writer: PageWriter, charset: str) -> bytes:
    """RSS 2.0 as WordPress writes it, with Dublin Core creators; its links carry the usual tracking parameters."""
    items = []
    for story in writer.site.stories:
        published = format_datetime(writer.published(story).astimezone(UTC))
        link = writer.url(story)
        link += ("&" if "?" in link else "?") + "utm_source=rss&utm_medium=feed"
        creators = "".join(f"<dc:creator>{_cdata(author)}</dc:creator>" for author in story.authors)
        items.append(
            f"<item><title>{escape(story.headline)}</title><link>{escape(link)}</link>{creators}"
            f"<pubDate>{published}</pubDate><category>{_cdata(writer.site.section_name(story.section))}</category>"
            f'<guid isPermaLink="false">{escape(writer.home)}?p={story.number}</guid>'
            f"<description>{_cdata(f'<p>{html.escape(_teaser(story))}</p>')}</description></item>"
        )
    text = (
        f'<?xml version="1.0" encoding="{charset}"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>{escape(writer.site.name)}</title><link>{writer.home}</link>"
        f"<description>{escape(writer.site.name)}</description><language>{writer.site.language}</language>\n"
        + "\n".join(items)
        + "\n</channel></rss>\n"
    )
    return text.encode(charset, "xmlcharrefreplace")


def write_atom(writer: PageWriter) -> bytes:
    """Atom 1.0 (RFC 4287)."""
    entries = []
    for story in writer.site.stories:
        published = writer.published(story).isoformat()
        authors = "".join(f"<author><name>{escape(author)}</name></author>" for author in story.authors)
        entries.append(
            f'<entry><title type="html">{escape(html.escape(story.headline))}</title>'
            f'<link rel="alternate" type="text/html" href="{escape(writer.url(story))}"/>'
            f"<id>{escape(writer.url(story))}</id><published>{published}</published><updated>{published}</updated>"
            f"{authors}<summary>{escape(_teaser(story))}</summary></entry>"
        )
    updated = max(writer.published(story) for story in writer.site.stories).isoformat()
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{writer.site.language}">'
        f"<title>{escape(writer.site.name)}</title><id>{writer.home}</id><updated>{updated}</updated>"
        f'<link rel="alternate" href="{writer.home}"/>\n' + "\n".join(entries) + "\n</feed>\n"
    ).encode()


def write_news_sitemap(writer: PageWriter) -> bytes:
    """A sitemap with Google's news extension."""
    rows = [
        f"<url><loc>{escape(writer.url(story))}</loc><news:news><news:publication>"
        f"<news:name>{escape(writer.site.name)}</news:name>"
        f"<news:language>{writer.site.language.split('-')[0]}</news:language></news:publication>"
        f"<news:publication_date>{writer.published(story).isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.headline)}</news:title></news:news></url>"
        for story in writer.site.stories
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="{SITEMAP_NAMESPACE}" xmlns:news="{NEWS_NAMESPACE}">\n' + "\n".join(rows) + "\n</urlset>\n"
    ).encode()


def write_sitemap(writer: PageWriter, other_pages: list[str], *, with_stories: bool = True) -> bytes:
    """A plain sitemap: all stories and, as always, pages that are no articles (`other_pages`, paths)."""
    rows = [f"<url><loc>{escape(writer.home.rstrip('/') + path)}</loc></url>" for path in other_pages]
    rows += [
        f"<url><loc>{escape(writer.url(story))}</loc><lastmod>{writer.published(story).isoformat()}</lastmod></url>"
        for story in (writer.site.stories if with_stories else [])
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP_NAMESPACE}">\n'
        + "\n".join(rows)
        + "\n</urlset>\n"
    ).encode()


def write_sitemap_index(writer: PageWriter, children: list[str]) -> bytes:
    """A sitemap index of `children` (paths)."""
    changed = max(writer.published(story) for story in writer.site.stories).isoformat()
    rows = [
        f"<sitemap><loc>{escape(writer.home.rstrip('/') + path)}</loc><lastmod>{changed}</lastmod></sitemap>"
        for path in children
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{SITEMAP_NAMESPACE}">\n'
        + "\n".join(rows)
        + "\n</sitemapindex>\n"
    ).encode()


def compress(document: bytes) -> bytes:
    """A ``.xml.gz`` file of `document`, the same bytes every time."""
    return gzip.compress(document, mtime=0)


def write_wordpress_posts(writer: PageWriter, page: int, per_page: int) -> tuple[bytes, dict[str, str]]:
    """One page of ``/wp-json/wp/v2/posts`` and its headers (WordPress REST API Handbook, Posts and Pagination)."""
    stories = writer.site.stories
    rows = [_wordpress_post(writer, story) for story in stories[(page - 1) * per_page : page * per_page]]
    headers = {"X-WP-Total": str(len(stories)), "X-WP-TotalPages": str(-(-len(stories) // per_page))}
    return json.dumps(rows, ensure_ascii=False).encode(), headers


def _wordpress_post(writer: PageWriter, story: Story) -> dict[str, object]:
    local = writer.published(story)
    utc = local.astimezone(UTC)

    def naive(moment: datetime) -> str:
        return moment.replace(tzinfo=None).isoformat()

    return {
        "id": story.number,
        "date": naive(local),
        "date_gmt": naive(utc),
        "guid": {"rendered": f"{writer.home}?p={story.number}"},
        "modified": naive(local),
        "modified_gmt": naive(utc),
        "slug": story.slug,
        "status": "publish",
        "type": "post",
        "link": writer.url(story),
        "title": {"rendered": html.escape(story.headline, quote=False).replace("'", "&#8217;")},
        "content": {"rendered": writer.body_html(story), "protected": False},
        "excerpt": {"rendered": f"<p>{html.escape(_teaser(story))} [&hellip;]</p>", "protected": False},
        "author": 2,
        "comment_status": "open",
        "format": "standard",
        "categories": [3],
    }


def write_robots(writer: PageWriter, sitemaps: list[str]) -> bytes:
    """robots.txt (RFC 9309) that closes the private paths and names the sitemaps (paths)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in writer.site.private_paths), ""]
    lines += [f"Sitemap: {writer.home.rstrip('/')}{path}" for path in sitemaps]
    return "\n".join([*lines, ""]).encode()


def _teaser(story: Story) -> str:
    # What feeds carry where the editor wrote no summary: the first words of the copy.
    return story.description or " ".join(story.paragraphs[0].split()[:30])


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
