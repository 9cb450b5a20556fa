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

_EMAIL = re.compile(r"[(<\[]?\s*[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\s*[)>\]]?")
_ADDRESS = re.compile(r"\(?\b(?:https?://|www\.)\S{1,300}")
_HANDLE = re.compile(r"(?<!\w)[(]?@\w{2,30}[)]?")

_LABELS = (
    # "by" and "written by"
    r"written by|reported by|posted by|published by|article by|story by|words by|text by|reporting by|report by"
    r"|additional reporting by|edited by|compiled by|reviewed by|medically reviewed by|fact[- ]checked by|updated by"
    r"|by[- ]?lines?|words|story|reporting|reporter|reporters|authors?|writers?|contributors?|guest post by|created by"
    r"|opinion by|analysis by|comment by|contributed by|author:? by|by"
    r"|ein artikel von|ein kommentar von|eine analyse von|ein beitrag von|kommentar von|interview von|geschrieben von|autor(?:in)?(?:nen|en)?|text|von|aufgezeichnet von|protokoll"
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
    r"|penulis|oleh|ditulis oleh|pewarta|reporter|editor|disusun oleh|tác giả|bài và ảnh|theo|mwandishi|na|imeandikwa na"
    r"|ผู้เขียน|โดย|เรื่องโดย|ကိုအောင်"
    r"|作者|文|撰文|记者|記者|撰稿|編輯|编辑|责任编辑|責任編輯|文・写真|執筆者?|著者|取材・文|來源|来源|글|글쓴이|기자|작성자|취재"
    r"|በ|ጸሐፊ|ደራሲ"
)
_LABEL = re.compile(rf"^(?:[-–—|•·*\s]*)(?:{_LABELS})(?:\s*[:：/／|.\-–—]\s*|\s+)(?=\S)", re.I)
_WEAK_LABELS = frozenset({"de", "di", "da", "na", "o", "a", "ο", "η", "av", "af", "از", "von", "text", "editor", "от"})
"""Labels that also begin names ("De Luca", "Von der Leyen", "Na Young"): taken off only before a capitalised pair."""

_HARD_SPLIT = re.compile(r"\s*(?:[;|\n\t•·●▪|｜、،；]|\s[/／]\s|\s[–—-]\s|\s\+\s)\s*")
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
_HONORIFIC = re.compile(r"^(?:mr|mrs|ms|miss|dr|prof|sir|dame)\.?\s+(?=\S+\s+\S)", re.I)
_PARENTHESIS = re.compile(r"\s*[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]\s*")
_TAIL_JUNK = re.compile(
    r"\s*(?:[-–—|,:/•·]+|\b(?:updated?|published|posted|on|at|in|follow|view profile|read more|read full bio|more by|see more|bio|email|share|\d+ min(?:utes?)? read)\b.*)$",
    re.I,
)
_DATE_TAIL = re.compile(
    r"\s*[|,–—-]?\s*(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}:\d\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4}|\d{1,2} \w{3,10} \d{4}).*$",
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
    names: list[str] = []
    for piece in _HARD_SPLIT.split(text):
        names += _from_piece(piece)
    return names


def _from_piece(piece: str) -> list[str]:
    piece = strip_label(piece.strip())
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
            if at and _CREDENTIALS.match(name):
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


def tidy_name(text: str) -> str:
    """One name without brackets, roles, dates and marks around it; empty where nothing that could be a name is left."""
    name = _PARENTHESIS.sub(" ", text).strip()
    name = _DATE_TAIL.sub("", name)
    name = _TAIL_JUNK.sub("", name).strip(" \t,;:.|•·*\"'“”„«»()[]<>-–—_/\\")
    match = _NAME_BEFORE_ROLE_CJK.match(name)
    if match:
        return match[1]
    name = _HONORIFIC.sub("", name)
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
    key = name.casefold().strip()
    if key in AGENCIES or _DOMAIN.match(key):
        return True
    words = re.findall(r"[^\W_]+", key)
    if any(word in ORGANIZATION_WORDS for word in words):
        return True
    if len(words) == 1:
        return name.isascii() and name.isupper() and 2 <= len(name) <= 6
    return any(letter.isdigit() for letter in name)


def agency_name(name: str) -> str | None:
    """The usual name of the news agency that is spelt so, or None: ``"رويترز"`` → ``"Reuters"``."""
    return AGENCIES.get(name.casefold().strip())


def name_kind(name: str) -> NameKind:
    """schema.org type of a credited name."""
    return "organization" if is_organization(name) else "person"
