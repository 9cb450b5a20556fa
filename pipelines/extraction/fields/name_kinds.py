"""What a credited name is the name of: a person, an organization, or nobody."""

from __future__ import annotations

import re
from typing import Literal

from wiredesk.pipelines.extraction.lexicon.agencies import AGENCIES
from wiredesk.pipelines.extraction.lexicon.language_files import phrases

_STAFF = re.compile(r"(?:web)?(?:editor|admin|redac|redak|newsroom|newsdesk|noticias|prensa|redazione)[a-z0-9._-]*$")
"""An account of the newsroom: "editorvalley"."""
ADMIN_ACCOUNT = re.compile(r"^\S*admin\S*$")
"""The account that a content management system was installed with."""
NOBODY = frozenset(map(str.casefold, phrases("bylines.nobody")))
FURNITURE = frozenset(map(str.casefold, phrases("bylines.furniture")))
"""What stands where authors stand and is none, and words of the layout around a byline (lexicon/language_files.py)."""
NAMES_TOO = frozenset({"jan", "mar", "april", "may", "june", "august", "min"})
"""Furniture alone, and first names before a family name: "Jan Kowalski", "April Jones"."""
ORGANIZATION_WORDS = frozenset(map(str.casefold, phrases("bylines.organization")))
DESKS = frozenset(map(str.casefold, phrases("bylines.desk")))
"""Words and whole names that only organizations have."""
_NAME_PART = re.compile(r"[^\s_.,;:!?()\[\]{}|/\\\"'’“”«»&+*–—-]+")
"""A word with its combining vowel signs, which are no letters to ``\\w``: "डेस्क"."""
_DOMAIN = re.compile(
    r"^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|news|tv|co|ir|de|fr|uk|in|ru|ua|eu|io|az|kz|tr|iq|sy|me|at"
    r"|ch)(?:\.[a-z]{2})?$",
    re.I,
)
_EAST_ORGANIZATION = re.compile(
    "^[\u3400-\u9fff]{2,8}(?:網|网|社|報|报|快訊|快讯|新聞|新闻|電視|电视|電台|电台|中心|編輯部|编辑部|編集部|小組)$"
)
"""Newsrooms in ideographs: of a name these words are no part."""
_COMPOUND = re.compile(
    r"\w(?:verband|ministerium|gesellschaft|verlag|zeitung|redaktion|agentur|institut|stiftung|verein|nachrichten|magazin"
    r"|zentrum|akademie|kammer|behörde|tidning|tidningen|avisen)$"
)
"""Germanic compounds: "Caritasverband", "Bundesministerium"."""
_COMPANY = re.compile(
    r"\b(?:e\.\s?V|g?gmbh|ltd|inc|llc|plc|s\.\s?r\.\s?l|s\.\s?l\.?u?|b\.\s?v|pty|co\.\s?kg)\b\.?$|^(?:El|La|Los|Las)\s\w+\sd[e']l?\s",
    re.I,
)
"""A legal form at the end, or a newspaper called after its place: "El Sol de Talheim"."""
NameKind = Literal["person", "organization"]


def is_nobody(name: str) -> bool:
    """Whether the word stands where authors stand and is none: a placeholder, furniture, an installer's account."""
    key = name.casefold()
    return key in NOBODY or key in FURNITURE or key in DESKS or ADMIN_ACCOUNT.search(key) is not None


def is_organization(name: str) -> bool:
    """Whether the name is an agency's, a desk's, a staff's or a company's rather than a person's."""
    if is_named_organization(name):
        return True
    return " " not in name.strip() and name.isascii() and name.isupper() and 2 <= len(name) <= 6


def is_named_organization(name: str) -> bool:
    """Whether the name itself says so: a known agency, an internet domain, or a word such as "News" or "Redaktion"."""
    key = name.casefold().strip()
    if key in AGENCIES or key in DESKS or _DOMAIN.match(key) or (name.islower() and _STAFF.match(name)):
        return True
    if _EAST_ORGANIZATION.search(key) or _COMPANY.search(name):
        return True
    return any(word in ORGANIZATION_WORDS or _COMPOUND.search(word) for word in _NAME_PART.findall(key))


def name_kind(name: str) -> NameKind:
    """schema.org type of a credited name."""
    return "organization" if is_organization(name) or any(map(str.isdigit, name)) else "person"
