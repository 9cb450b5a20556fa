"""Pieces of class names, ids and addresses by which bylines, dates, titles and asides are recognised."""

from __future__ import annotations

import re

from wiredesk.pipelines.extraction.page.named_search import NamedSearch, shortest

BYLINE_PARTS = shortest(
  (
    "author", "byline", "by-line", "autor", "auteur", "autore", "writer", "contributor", "journalist",
    "verfasser", "redakt",
    "redactor", "reporter", "creator", "signature", "firma", "yazar", "penulis", "forfatter", "skribent",
    "szerzo", "kirjoittaja",
    "schrijver", "columnist", "correspond", "vcard", "credit", "posted", "written", "by_", "-by", "_by",
    "meta", "info", "kaynak",
    "source", "agency", "contrib", "person-name", "profile-name",
  )
)  # fmt: skip
"""Pieces of class names and ids of bylines, in the languages that class names are written in."""
DATE_PARTS = shortest(
  (
    "date", "datum", "publi", "time", "fecha", "posted", "meta", "byline", "tarih", "tanggal", "data", "zeit",
    "created", "updated", "info",
    "dato", "datetime", "stamp", "pubdate", "submitted", "erstellt",
  )
)  # fmt: skip
CRUMB_PARTS = ("crumb", "pathway", "speedbar")
"""Pieces of class names and ids of the trail from the home page to the story."""
TITLE_PARTS = ("title", "headline", "titr", "baslik", "başlık", "titulo", "judul", "subject")
AUTHOR_PARTS = shortest(
  (
    "aut", "profil", "people/", "person", "staff", "writer", "journalis", "columnis", "contribut", "reporter",
    "team/", "/by/", "yazar",
    "penulis", "bio", "user", "member", "correspond", "kirjoit", "skribent", "expert", "redaktion/",
  )
)  # fmt: skip
"""One of these is in every address that the pattern below can match: a cheaper test."""
AUTHOR_PATH = re.compile(
    r"/(?:[a-z-]*authors?|[a-z-]*autor(?:en|es|i|ka)?|auteurs?|autore|redaktion|profiles?|profil|people"
    r"|person(?:en|s)?|staff|writers?|journalists?|journaliste|"
    r"columnists?|contributors?|reporters?|team|by|yazar(?:lar)?|penulis|bios?|users?|members?|correspondents?"
    r"|kirjoittaja|skribent|opinion-writers|experts?)/[^/?#]{2,}"
    r"|[?&]author=",
    re.I,
)

names_aside = NamedSearch(
    "comment related sidebar recommend teaser footer nav widget popular trending more- latest most-read mostread"
    " also-like alsolike read-next readnext next-up nextup promo newsletter disqus",
    r"comment|related|sidebar|recommend|teaser|(?<!post-)(?<!entry-)(?<!article-)footer|(?<![\w-])nav(?!\w)"
    r"|(?:main|site|top|sub|header|footer)[-_]?nav|navbar|navigation|(?<!elementor-)widget|popular|trending"
    r"|(?<![a-z])more-|latest|most-?read|also-?like|read-?next|next-?up|promo(?!ted)|newsletter|disqus",
)
