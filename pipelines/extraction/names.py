"""Names out of bylines: prefixes, roles, e-mail addresses and credentials off, lists split, kinds told apart."""

from __future__ import annotations

import re
from typing import Literal

from pipelines.extraction.agencies import AGENCIES, ORGANIZATION_WORDS
from pipelines.extraction.plain_text import clean_line, squash

MAX_NAMES = 30
"""More names than this are a list of something else; the first ones are kept."""
MAX_NAME = 80
MAX_WORDS = 8
"""A longer text is a sentence, not a name."""

_DATE = re.compile(
    r"(?:\b(?:published|updated|posted|last (?:updated|modified|reviewed)|publié|mis à jour|veröffentlicht|aktualisiert|publicado|actualizado)\b[\s:]*(?:on|at|le|am|el)?\s*)?"
    r"(?:\b(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?\s*)?"
    r"(?:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?\b\.?\s+\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s+\d{4}\b)?"
    r"|\b\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|sept|o[ck]t|nov|de[cz])[^\W\d_]{0,7}\b\.?(?:,?\s+\d{4}\b)?"
    r"|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}[./-]\d{1,2}[./-]\d{1,2}\b)"
    r"(?:,?\s*(?:at\s+|um\s+|[-–—|]\s*)?\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?(?:uhr|[A-Z]{2,4}\b))?)?"
    r"|\b\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?|\s?uhr)?\b|\b\d{1,3}\s?(?:-\s?)?(?:min(?:ute)?s?|sec)\b(?:\s?(?:read|lesezeit|de lectura|de lecture))?|\b(?:reading time|lesezeit)\b[:\s]*"
    r"|\b\d+ (?:comments?|shares?|views?|hours? ago|days? ago|months? ago|years? ago|weeks? ago)\b",
    re.I,
)
"""Dates, times and reading times that share a line with the names."""
_UPDATED_TAIL = re.compile(
    r"\s*\b(?:last updated|updated|published|posted|last modified|sponsored|veröffentlicht|aktualisiert|publicado|publié|medically reviewed by|reviewed by|fact[- ]checked by|edited by)\b.*$",
    re.I,
)
_EMAIL = re.compile(r"[(<\[]?\s*[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\s*[)>\]]?")
_ADDRESS = re.compile(r"\(?\b(?:https?://|www\.)\S{1,300}")
_HANDLE = re.compile(r"(?<!\w)[(]?@\w{2,30}[)]?")

_LABELS = (
    # "by" and "written by"
    r"written by|reported by|posted by|published by|article by|story by|words by|text by|reporting by|report by"
    r"|additional reporting by|edited by|compiled by|reviewed by|medically reviewed by|fact[- ]checked by|updated by"
    r"|by[- ]?lines?|words|story|reporting|reporter|reporters|authors?|writers?|contributors?|guest post by|created by"
    r"|opinion by|analysis by|comment by|contributed by|author:? by|by"
    r"|ein artikel von|ein kommentar von|eine analyse von|ein beitrag von|kommentar von|interview von|geschrieben von|autor(?:in)?(?:nen|en)?(?:/autor(?:in)?)?|text|von|aufgezeichnet von|protokoll"
    r"|escrito por|redactado por|publicado por|texto|texto de|autora?s?|autores|por|escrito|redacción de"
    r"|écrit par|publié par|rédigé par|propos recueillis par|auteure?s?|autrice|texte|textes de|par"
    r"|scritto da|articolo di|a cura di|autrici|autori|testo di|di|door|geschreven door|auteur|tekst"
    r"|av|skrevet av|tekst|skriven av|text(?:\s*och foto|\s*&\s*foto)?|af|skrevet af|skrevet|journalist|kirjoittaja|teksti|toimittaja"
    r"|autor(?:ka|zy|ři|i)?|napisał(?:a)?|opracowała?|oprac\.|przez|tekst|text|napsal(?:a)?|zdroj|připravil(?:a)?|szerző|írta"
    r"|scris de|de către|autorul|de|avtor|piše|autori?ca|pišu|tekst"
    r"|автор(?:ы|и|ка)?|текст|подготовил[аи]?|текст подготовил[аи]?|пише|написав|написала|от|аўтар|фото|жазған"
    r"|συντάκτης|συντάκτρια|κείμενο|γράφει|γράφουν|ο|η|του|της|των|από"
    r"|yazan|yazar|haber|hazırlayan|kaynak|muhabir|haberi yapan|derleyen|nivîskar|nûçegihan|amadekar|müəllif|yazdı"
    r"|بقلم|كتب|كتبت|كتبه|إعداد|اعداد|تقرير|تحرير|الكاتب|المؤلف|الكاتبة|خاص|حوار|ترجمة|متابعة|نویسنده|نويسنده|گزارش|تهیه|گزارشگر|خبرنگار|مترجم|مصنف|تحریر|از|رپورٹ"
    r"|نوسەر|نووسەر|ئامادەکردنی|ئامادەکردن|نووسینی|نوسینی|ڕاپۆرت|راپۆرت"
    r"|מאת|כתב|כתבה|מערכת"
    r"|लेखक|लेखिका|द्वारा|रिपोर्ट|रिपोर्टर|लेखन|লেখক|প্রতিবেদক|লিখেছেন|எழுதியவர்|రచయిత|लेखकः"
    r"|penulis|oleh|ditulis oleh|pewarta|reporter|editor|disusun oleh|tác giả|bài và ảnh|theo|quelle|kaynak|fuente|fonte|source|zdroj|źródło|foto|mwandishi|na|imeandikwa na"
    r"|ผู้เขียน|โดย|เรื่องโดย|ကိုအောင်"
    r"|作者|文|撰文|记者|記者|撰稿|編輯|编辑|责任编辑|責任編輯|文・写真|執筆者?|著者|取材・文|來源|来源|글|글쓴이|기자|작성자|취재"
    r"|በ|ጸሐፊ|ደራሲ"
)
_LABEL = re.compile(rf"^(?:[-–—|•·*\s]*)(?:{_LABELS})(?:\s*[:：/／|.\-–—]\s*|\s+)(?=\S)", re.I)
_NO_AUTHOR = re.compile(
    r"^(?:edit(?:ing|ed)|fact[- ]check(?:ing|ed)|(?:medically |expert )?review(?:ing|ed)|translat(?:ion|ed)|photo(?:s|graphs?|graphy)?|images?|video|illustrations?"
    r"|graphics?|fotos?|fotografie|bild(?:er)?|grafik|kamera|redigering|schnitt|montage|photographies?|mise en page|redazione a cura|foto e video|zdjęcia|写真|撮影|사진|编辑|責任編輯|责编"
    r"|责任编辑|تصوير|ترجمة|تحرير|montaj|fotoğraf|editör)\b(?:\s+(?:by|von|di|de|par|por|av)\b)?\s*[:：]?\s+(?=\S)",
    re.I,
)
"""Credits of other trades: editors, photographers, translators."""
_WEAK_LABELS = frozenset({"de", "di", "da", "na", "o", "a", "ο", "η", "av", "af", "از", "von", "text", "editor", "от"})
"""Labels that also begin names ("De Luca", "Von der Leyen", "Na Young"): taken off only before a capitalised pair."""

_HARD_SPLIT = re.compile(r"\s*(?:[;|\n\t•·●▪｜、،；／]|(?<!dpa)(?<!\d)/(?!\d)|\s[–—-]\s|\s\+\s)\s*")
_CONJUNCTION = re.compile(
    r"\s*(?:\s(?:and|und|with|mit|et|och|og|en|ve|dan|va|và|ja|és|și|şi|si|kaj|und|sowie|avec|junto a|und dem|și|ир|un|and also|και"
    r"|și|əm|hamda|hem|ile|với|और|एवं|ও|এবং|และ|그리고)\s|\s?&\s?|\s?＆\s?)\s*",
    re.I,
)
_SHORT_CONJUNCTION = re.compile(r"\s(?:y|e|i|a|û|u|и|та|і|й|و|ו)\s(?=\S)|\sو(?=[\u0621-\u064a]{3})", re.I)
"""One letter, and often part of a name ("Ortega y Gasset"): splits only where both sides have two words."""

_ROLE_WORDS = re.compile(
    r"(?<!\w)(?:reporter|writer|editor|correspondent|journalist|columnist|contributor|producer|photographer|author|analyst|intern|chief"
    r"|fellow|staff|freelance|anchor|presenter|director|founder|ceo|president|professor|researcher|manager|specialist|strategist"
    r"|head of|lead|senior|deputy|assistant|associate|managing|executive|special to|guest|blogger|critic|host|expert|consultant|coach|reviewer"
    r"|redakteur(?:in)?|korrespondent(?:in)?|autor(?:in)?|chefredakteur(?:in)?|volontär(?:in)?|reporterin|ressortleiter(?:in)?|leiter(?:in)?|journalistin|mitarbeiter(?:in)?"
    r"|redactora?|corresponsal|periodista|editora|director[a]?|columnista|enviad[oa] especial|reporter[oa]"
    r"|journaliste|rédact(?:eur|rice)|correspondante?|envoyée? spéciale?|chef de|rédacteur|cheffe?"
    r"|giornalista|inviat[oa]|corrispondente|direttore|caporedattore|colaborador[a]?|repórter|jornalista|redaktor(?:ka)?|dziennikarz|redaktör"
    r"|корреспондент|журналист(?:ка)?|обозреватель|редактор|кореспондент|muhabiri?|editörü?|yazarı?|gazeteci|temsilcisi"
    r"|مراسل(?:ة)?|محرر(?:ة)?|صحفي(?:ة)?|صحافي(?:ة)?|كاتب(?:ة)?|رئيس التحرير|خبرنگار|روزنامه‌نگار|نمائندہ|संवाददाता|পত্রিকা|প্রতিনিধি|特派員|特派员|記者|记者|기자|특파원|논설위원)(?!\w)",
    re.I,
)
_CREDENTIALS = re.compile(
    r"^(?:ph\.?\s?d|m\.?d|m\.?s\.?c?|m\.?a|b\.?a|b\.?s\.?c?|mba|m\.?p\.?h|r\.?d\.?n?|rn|np|fand|cfp|cpa|esq|j\.?d|dds|dmd|d\.?o|lcsw|lmft|lpc"
    r"|cfa|ea|jr|sr|ii|iii|iv|e-ryt.*|ryt.*|cscs|cpt|pa-c|ld|ldn|cde|cdces|msn|bsn|dpt|pharmd|faap|facs|msw|med|m\.?ed|ed\.?d|psy\.?d|dvm|aprn|fnp.*|mph|mfa|llm|lmt|cnc|cns|ms|ma|dr|prof|dipl.*|mag|msc|bsc)\.?$",
    re.I,
)
_PARENTHESIS = re.compile(r"\s*[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]\s*")
_TAIL_JUNK = re.compile(
    r"\s*(?:[-–—|,:/•·]+|\b(?:updated?|published|posted|on|at|in|follow|view profile|read more|read full bio|more by|see more|bio|email|share|\d+ min(?:utes?)? read)\b.*)$",
    re.I,
)
_NAME_BEFORE_ROLE_CJK = re.compile(
    r"^([\u4e00-\u9fff\uac00-\ud7af]{2,4})\s*(?:특파원|기자|記者|记者|編輯|编辑|논설위원|선임기자|인턴기자|통신원)$"
)
_JUNK = frozenset(
    """
    admin administrator root user none null undefined nan author authors unknown anonymous by editor webmaster superuser test
    guest home contact about more share facebook twitter instagram linkedin email whatsapp telegram print comments comment
    subscribe follow read advertisement sponsored post posts news article articles admin1 wpadmin wordpress wp-admin developer
    byline profile bio website web default true false n/a na - view
    """.split()
)
_LATIN_LOWER_START = re.compile(r"^[a-zà-öø-ÿ]")
_DOMAIN = re.compile(
    r"^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|news|tv|co|ir|de|fr|uk|in|ru|ua|eu|io|az|kz|tr|iq|sy|me|at|ch)(?:\.[a-z]{2})?$",
    re.I,
)
_BRACKET_AGENCY = re.compile(r"[(\[/]\s*([^()\[\]/]{2,30})\s*[)\]/]")

NameKind = Literal["person", "organization"]


def split_names(text: str | None) -> list[str]:
    """The names that a byline credits, in its order, without duplicates.

    >>> split_names("By Ann Smith, Political Editor, and Bob Jones")
    ['Ann Smith', 'Bob Jones']
    >>> split_names("Von Birgit Baumann, dpa")
    ['Birgit Baumann', 'dpa']
    """
    if not text:
        return []
    found: list[str] = []
    seen: set[str] = set()
    lines = "\n".join(clean_line(line, limit=600) for line in text[:4_000].split("\n"))
    for name in _parts(lines):
        key = squash(name)
        if key and key not in seen:
            seen.add(key)
            found.append(name)
        if len(found) >= MAX_NAMES:
            break
    return found


def _parts(text: str) -> list[str]:
    text = _HANDLE.sub(" ", _ADDRESS.sub(" ", _EMAIL.sub(" , ", text)))
    text = _DATE.sub(" | ", text)
    names: list[str] = []
    for piece in _HARD_SPLIT.split(text):
        if piece and not (names and _ROLE_WORDS.search(piece) and not has_label(piece)):
            names += _from_piece(piece)
    return names


def _from_piece(piece: str) -> list[str]:
    piece = piece.strip()
    if _NO_AUTHOR.match(piece) or strip_label(f"{piece} x") == "x":
        return []
    piece = strip_label(piece)
    names: list[str] = []
    for part in _CONJUNCTION.split(piece):
        fragments = [fragment.strip() for fragment in re.split(r"\s*[,，]\s*", part) if fragment.strip()]
        names += _from_fragments(fragments)
    return names


def _from_fragments(fragments: list[str]) -> list[str]:
    """Names out of what stands between commas: credentials, roles and places after a name are left out."""
    names: list[str] = []
    for at, fragment in enumerate(fragments):
        for part in _split_short(strip_label(fragment)):
            name = tidy_name(part)
            if not name:
                continue
            if at and (_CREDENTIALS.match(name) or (names and _ROLE_WORDS.search(name))):
                continue
            if at and names and len(name.split()) == 1 and not is_organization(name) and len(fragments[0].split()) > 1:
                continue  # "Ann Smith, London"
            names.append(name)
    return names


def _split_short(text: str) -> list[str]:
    sides = _SHORT_CONJUNCTION.split(text)
    if len(sides) > 1 and all(len(side.split()) > 1 for side in sides):
        return [side.removeprefix("و") if " و" + side in text and not text.startswith(side) else side for side in sides]
    return [text]


def strip_label(text: str) -> str:
    """The text without "By", "Von:", "بقلم" and their like in front."""
    for _ in range(3):
        match = _LABEL.match(text)
        if match is None:
            return text
        label = match[0].strip(" :：-–—|/.").casefold()
        rest = text[match.end() :].strip()
        if label in _WEAK_LABELS and ":" not in match[0]:
            words = rest.split()
            if len(words) < 2 or _LATIN_LOWER_START.match(rest):
                return text
        text = rest
    return text


def has_label(text: str) -> bool:
    """Whether the text begins with "By", "Von", "بقلم" or the like before a name."""
    line = text.strip()
    return _LABEL.match(line) is not None and strip_label(line) != line


def looks_like_person(name: str, *, alone: bool = False) -> bool:
    """Whether a text taken from the page's running layout can be a person's name.

    Two to five capitalised words (with particles such as "de" and "bin"), none of them of the page's furniture; names
    in scripts without capitals by their length. ``alone``: one word is enough, because the place says that it is a name.
    """
    words = name.split()
    if not 1 <= len(words) <= 6 or any(map(str.isdigit, name)) or is_organization(name):
        return False
    if len(words) == 1 and alone:
        return 3 <= len(name) <= 20 and name.casefold() not in _FURNITURE and not name.islower()
    if len(words) == 1:
        return False
    for word in words:
        bare = word.strip(".,'’\"")
        lowered = bare.casefold()
        if lowered in _FURNITURE or len(bare) > 22:
            return False
        first = bare[:1]
        if (
            first
            and first.islower()
            and lowered not in _PARTICLES
            and not lowered.startswith(("d'", "d’", "al-", "el-", "o'"))
        ):
            return False
    return True


_PARTICLES = frozenset(
    "de da di do del della dos das du des la le las los van von vom der den dem ter ten te zu zur af av bin ibn bint al el ul abu y e i und and d ben ap mac mc san st".split()
)
_FURNITURE = frozenset(
    """
    read more view all posts post follow share comments comment last updated update published written reviewed edited photo photos credit
    image images getty courtesy about the and or of in on at to for with from by how why what your you our this that is are new best top
    home menu search login sign subscribe newsletter contact privacy policy terms advertisement sponsored min mins minute minutes ago hours
    days article articles story stories blog category categories tags tag guide tips insights marketing strategy business design services
    facebook twitter linkedin instagram whatsapp email print copy link profile bio full see here click table contents updated: time
    january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday
    sunday jan feb mar apr jun jul aug sep sept oct nov dec uhr min. lesezeit artikel teilen kommentare mehr alle von und der die das für
    compartir publicado actualizado leer más por redacción partager publié lire plus senior manager director officer founder ceo specialist
    coordinator lead head president engineer developer doctor dentist nurse therapist coach trainer expert specialist content
    """.split()
)
"""Words (casefolded) of the layout around a byline, never of a name."""


def tidy_name(text: str) -> str:
    """One name without brackets, roles, dates and marks around it; empty where nothing that could be a name is left."""
    name = _PARENTHESIS.sub(" ", text).strip()
    name = _UPDATED_TAIL.sub("", name)
    name = _TAIL_JUNK.sub("", name).strip(" \t,;:.|•·*\"'“”„«»()[]<>-–—_/\\")
    match = _NAME_BEFORE_ROLE_CJK.match(name)
    if match:
        return match[1]
    if not name or len(name) > MAX_NAME or len(name.split()) > MAX_WORDS:
        return ""
    key = name.casefold()
    if key in _JUNK or not any(letter.isalpha() for letter in name) or "://" in name:
        return ""
    if is_organization(name):
        return name
    role = _ROLE_WORDS.search(name)
    if role is not None:
        before = name[: role.start()].strip(" ,-–—|")
        return (
            before if len(before.split()) in (2, 3) and before[:1].isupper() and not _ROLE_WORDS.search(before) else ""
        )
    return name


def is_organization(name: str) -> bool:
    """Whether the name is an agency's, a desk's, a staff's or a company's rather than a person's."""
    if is_named_organization(name):
        return True
    return " " not in name.strip() and name.isascii() and name.isupper() and 2 <= len(name) <= 6


def is_named_organization(name: str) -> bool:
    """Whether the name itself says so: a known agency, an internet domain, or a word such as "News" or "Redaktion"."""
    key = name.casefold().strip()
    if key in AGENCIES or _DOMAIN.match(key):
        return True
    return any(word in ORGANIZATION_WORDS for word in re.findall(r"[^\W_]+", key))


def agency_name(name: str) -> str | None:
    """The usual name of the news agency that is spelt so, or None: ``"رويترز"`` → ``"Reuters"``."""
    key = name.casefold().strip(" .\"'«»()[]")
    return AGENCIES.get(key) or AGENCIES.get(_AGENCY_WORD.sub("", key).strip())


_AGENCY_WORD = re.compile(
    r"\b(?:the|nachrichtenagentur|news agency|agency|agence|agencia|agência|agenzia|ajansı|haber ajansı|وكالة|خبرگزاری|통신|通信社|通讯社|press agency)\b",
    re.I,
)


def name_kind(name: str) -> NameKind:
    """schema.org type of a credited name."""
    return "organization" if is_organization(name) or any(map(str.isdigit, name)) else "person"
