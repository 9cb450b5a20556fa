"""What the names in ``class`` and ``id`` say about a part of a page, as bits of a mask.

The words are those that templates, content systems and style frameworks use everywhere; none belongs to one site.
"""

from __future__ import annotations

import re

GROUPS: dict[str, str] = {
    "article": "article artikel articolo articulo artigo story storys noticia news nieuws post entry haber berita "
    "makale",
    "body": "body content contents text texto texte inhalt copy richtext wysiwyg prose markdown paragraph paragraphs"
    " editor cuerpo corpo fulltext maintext detail details isi",
    "main": "main primary hauptinhalt principal center page single",
    "comment": "comment comments kommentar kommentare comentario comentarios commentaire commentaires disqus "
    "reply replies"
    " respond respuesta discussion reactions komentar yorum review reviews thread yorumlar komentarze commenti reacties"
    " livefyre hyvor coral",
    "related": "related similar recirc recirculation relacionadas relacionados verwandt verwandte mehr zumthema more"
    "  moreon readmore alsoread readnext upnext next prev previous linked seealso also further "
    "gerelateerd ilgili terkait"
    " recommend recommended recommendation recommendations outbrain taboola zergnet",
    "listing": "list listing feed latest recent popular trending mostread mostpopular top headlines archive archives"
    " collection stream river carousel slider swiper grid cards card teaser teasers promo thumb thumbs thumbnail tile"
    " item items rail",
    "side": "sidebar aside side secondary widget widgets complementary rightcol leftcol",
    "navigation": "nav navigation navbar menu menus breadcrumb breadcrumbs crumb crumbs pagination pager tabs tab toc"
    " header masthead topbar toolbar skip submenu dropdown megamenu drawer offcanvas burger",
    "footer": "footer foot fuss bottom copyright legal imprint impressum disclaimer colophon",
    "share": "share sharing social socials facebook twitter whatsapp telegram linkedin pinterest follow "
    "addthis sharethis"
    " sharedaddy addtoany bookmark print email mail copylink",
    "ad": "ad ads adv advert adverts advertisement advertising anzeige werbung publicidad publicite sponsor sponsored"
    " sponsors dfp gpt banner adsense affiliate commercial promotion partner native",
    "subscribe": "newsletter subscribe subscription subscriptions signup signin login register registration paywall"
    " premium plus abo offer donate donation membership member piano regwall gate optin mailchimp cta",
    "popup": "popup modal overlay dialog cookie cookies consent gdpr notice notification toast lightbox alert hidden"
    " hide tooltip",
    "byline": "author authors byline autor autoren autore auteur autores writer contributor bio profile vcard credits"
    " reporter journalist about verfasser",
    "date": "date datum fecha time timestamp datetime published updated publish dateline zeit tarih",
    "meta": "meta metadata info infos kicker eyebrow category categories kategorie section label topic topics tag tags"
    " keywords keyword hashtags flag badge rubric rubrik posted",
    "headline": "headline title titel titulo titre heading hed caption-title",
    "standfirst": "standfirst lead lede lead-in dek deck summary subtitle subheadline subhead subtitulo teaser-text"
    " vorspann intro introduction chapo bajada entradilla sumario excerpt abstract description ingress sub"
    " spot sapo chapeau copete sommario catenaccio perex manchet ingres anons podtitul altbaslik linhafina",
    "caption": "caption captions figcaption legend bildunterschrift wp-caption credit imagecaption photocaption"
    " bildtext copyrighttext pie legende",
    "media": "image images img photo photos picture pictures gallery video videos player media figure audio podcast"
    " slideshow foto fotos bild youtube embed embedded iframe oembed",
    "quote": "quote blockquote pullquote pull zitat citation tweet instagram",
    "box": "box infobox factbox fact facts key takeaways inset callout panel highlights highlight module "
    "block component"
    " note bullets faq accordion",
    "interactive": "poll quiz survey rating ratings stars vote votes form search searchform input button buttons btn"
    " calculator chart table-of-contents",
    "commerce": "product products price prices shop buy cart deal deals store coupon shopping",
    "language": "lang language languages locale translate translation",
    "live": "live liveblog ticker update updates timeline",
    "hiddenclass": "visually sr screenreader a11y offscreen invisible noprint d-none",
    "wordpress": "wp elementor tdb td et jeg gutenberg",
}
"""Group name → words. The order is the order of the bits, and part of the trained model: append only."""

NAMES = tuple(GROUPS)
BITS: dict[str, int] = {name: 1 << place for place, name in enumerate(NAMES)}

_MASKS: dict[str, int] = {}
for _name, _words in GROUPS.items():
    for _word in _words.split():
        for _part in _word.split("-"):
            _MASKS[_part] = _MASKS.get(_part, 0) | BITS[_name]

# Words that are also found inside longer ones ("articlebody", "relatedposts", "newsletterbox").
_INSIDE = re.compile(
    "article|content|story|comment|related|sidebar|footer|navi|menu|share|social|newsletter|subscri|paywall|cookie"
    "|author|byline|caption|teaser|recommend|outbrain|taboola|popular|trending|promo|advert|sponsor| "
    "breadcrumb|headline"
    "|standfirst|paragraph|gallery|video|widget|modal|popup|login|search|carousel|slider|image|photo"
)
_MASKS |= {
    "navi": BITS["navigation"],
    "subscri": BITS["subscribe"],
    "content": BITS["body"],
}
_WORDS = re.compile("[a-z]{2,}|[A-Z][a-z]+|[A-Z]{2,}")
_MAX_CACHED = 20_000
_MAX_NAME = 200  # characters of a class attribute that are looked at; utility classes come after the speaking ones
_words_seen: dict[str, int] = {}
_names_seen: dict[str, int] = {}


def name_mask(name: str) -> int:
    """The groups that the words of a ``class`` or ``id`` value belong to. The cache is bounded; safe in threads."""
    if len(name) > _MAX_NAME:
        name = name[:_MAX_NAME]
    mask = _names_seen.get(name)
    if mask is None:
        mask = 0
        for word in _WORDS.findall(name):
            known = _words_seen.get(word)
            mask |= _word_mask(word) if known is None else known
        if len(_names_seen) >= _MAX_CACHED:
            _names_seen.clear()
        _names_seen[name] = mask
    return mask


def _word_mask(word: str) -> int:
    plain = word.lower()
    mask = _MASKS.get(plain, 0)
    if not mask and len(plain) > 5:
        for part in _INSIDE.findall(plain):
            mask |= _MASKS.get(part, 0)
    if len(_words_seen) >= _MAX_CACHED:
        _words_seen.clear()
    _words_seen[word] = mask
    return mask
