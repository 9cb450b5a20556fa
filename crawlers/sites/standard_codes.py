"""Checks of what identifies a site: country, language, time zone and host name, each in its standard's spelling."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from functools import cache

# ISO 3166-1 alpha-2, all 249 officially assigned codes (2026), and xk: not ISO's, but what CLDR, the EU and the IMF
# write for Kosovo, whose newspapers have no other code.
COUNTRIES = frozenset(
    """
    ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz
    ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo
    fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je
    jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo
    mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw
    py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm
    tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    xk
    """.split()
)

# Files of the database that are no names of zones.
_NO_ZONES = ("localtime", "posixrules", "Factory")

# ISO 639-1, all 183 codes (2026). BCP 47 uses these where there is one, and ISO 639-3's three letters elsewhere.
TWO_LETTER_LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
    jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq
    sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)

# What people write for a language but is not a language tag: the code of a country where it is spoken, or a name.
_MEANT_LANGUAGES = {
    "by": "be", "cn": "zh", "cz": "cs", "dk": "da", "ge": "ka", "gr": "el", "iq": "ar", "ir": "fa", "jp": "ja",
    "kz": "kk", "ua": "uk", "vn": "vi", "arabic": "ar", "english": "en", "farsi": "fa", "french": "fr",
    "german": "de", "hindi": "hi", "kurdish": "ku", "kurmanji": "kmr", "persian": "fa", "portuguese": "pt",
    "russian": "ru", "sorani": "ckb", "spanish": "es", "swahili": "sw", "turkish": "tr", "urdu": "ur",
}  # fmt: skip

# Macrolanguages of the IANA language subtag registry (RFC 5646 section 3.1.11) that news sites write both ways.
MACROLANGUAGES = {
    "fa": frozenset({"prs", "pes"}),
    "ku": frozenset({"ckb", "kmr", "sdh"}),
    "no": frozenset({"nb", "nn"}),
    "sw": frozenset({"swh", "swc"}),
    "zh": frozenset({"cmn", "yue"}),
}

# RFC 5646 section 2.1, without the extended, variant, extension and private parts, which no news site needs.
_LANGUAGE_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?", re.I)

# RFC 1123 section 2.1 and RFC 5890: labels of up to 63 letters (of any script), digits and inner hyphens. The
# underscore is not a host name's letter, but is seen in the wild.
_HOST = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(?:\.(?!-)[\w-]{1,63}(?<!-))*")


def check_country(value: str) -> str:
    """`value` in lower case. Raises ValueError unless it is an ISO 3166-1 alpha-2 code (or xk, Kosovo)."""
    code = value.lower()
    if code == "uk":
        raise ValueError("'uk' is not a country code; the United Kingdom is gb")
    if code not in COUNTRIES:
        raise ValueError(f"{value!r} is not a country code; write ISO 3166-1 alpha-2, e.g. iq, tr or br")
    return code


def check_language(value: str) -> str:
    """`value` in the usual letter case (``pt-BR``, ``zh-Hant``). Raises ValueError unless it is a BCP 47 tag."""
    parts = _LANGUAGE_TAG.fullmatch(value)
    language = parts["language"].lower() if parts else value.lower()
    if parts is None or (len(language) == 2 and language not in TWO_LETTER_LANGUAGES):
        meant = _MEANT_LANGUAGES.get(language)
        raise ValueError(
            f"{value!r} is not a language tag"
            + (f"; did you mean {meant}?" if meant else "; write BCP 47, e.g. ar, ckb, kmr or pt-BR")
        )
    region = parts["region"]
    if region and region.isalpha() and region.lower() not in COUNTRIES:
        raise ValueError(f"{value!r}: the language tag's {region!r} is not a country code")
    script = f"-{parts['script'].title()}" if parts["script"] else ""
    return f"{language}{script}{f'-{region.upper()}' if region else ''}"


def check_timezone(value: str) -> str:
    """`value`. Raises ValueError unless it is the name of a zone in the IANA time zone database."""
    if not _is_zone(value):
        # Listing all zones reads the whole database (60 ms), so it is done for the message alone.
        zones = zoneinfo.available_timezones().difference(_NO_ZONES)
        cities = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zones)}
        near = difflib.get_close_matches(value, zones, n=1) or [
            cities[city] for city in difflib.get_close_matches(value.rpartition("/")[2].lower(), cities, n=1)
        ]
        hint = f"did you mean {near[0]}?" if near else "write an IANA name, e.g. Asia/Baghdad"
        raise ValueError(f"{value!r} is no time zone; {hint}")
    return value


def check_host(value: str) -> str:
    """`value` in lower case. Raises ValueError unless it is a bare host name, without scheme, port and path."""
    if not _HOST.fullmatch(value) or len(value) > 253:  # RFC 1035 section 2.3.4
        raise ValueError(f"{value!r} is not a host name; write it bare, e.g. example.org")
    return value.lower()


def language_matches(wanted: str, tag: str) -> bool:
    """Whether the language `tag` falls under `wanted`: ``pt`` takes in ``pt-BR``, ``ku`` also ``ckb`` and ``kmr``.

    Basic filtering of RFC 4647 section 3.3.1, with the macrolanguages on top.
    """
    wanted, tag = wanted.lower(), tag.lower()
    language = tag.partition("-")[0]
    return f"{tag}-".startswith(f"{wanted}-") or language in MACROLANGUAGES.get(wanted, ())


@cache
def _is_zone(name: str) -> bool:
    if name in _NO_ZONES or name.startswith(("posix/", "right/")):  # those are copies, without and with leap seconds
        return False
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):  # a path outside, a folder, no such zone
        return False
    return True
