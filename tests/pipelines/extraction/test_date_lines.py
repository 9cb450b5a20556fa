"""Date lines that no markup marks: in every form that ``parse_date`` reads, right below the headline."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wiredesk.pipelines.extraction import extract_article

FETCHED = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
TEXTS = {
    "uz": "Shahar hokimligi yangi koʻprikni ochganini maʼlum qildi. Qurilish ikki yil davom etdi va bu yil yakunlandi.",
    "my": "မြို့တွင် တံတားသစ်ကို ဖွင့်လှစ်ခဲ့ကြောင်း မြို့တော်စည်ပင်က ပြောကြားသည်။ ဆောက်လုပ်ရေးမှာ နှစ်နှစ်ကြာခဲ့သည်။",
    "ar": "افتتحت البلدية جسرا جديدا في المدينة بعد عامين من العمل، وقال رئيس البلدية إن الجسر سيخفف الازدحام.",
    "fa": "شهرداری پل تازه شهر را پس از دو سال کار گشود و شهردار گفت که این پل از بار ترافیک می‌کاهد.",
    "th": "เทศบาลเปิดสะพานใหม่หลังจากก่อสร้างมาสองปี นายกเทศมนตรีกล่าวว่าสะพานนี้จะช่วยลดปัญหาการจราจร",
    "ru": "Власти города открыли новый мост после двух лет работы. Глава сказал, что мост разгрузит центр города.",
    "zh": "市政府开放了一座新桥,工程历时两年。市长说,这座桥将缓解市中心的交通压力,方便居民出行,也方便了游客。",
    "uk": "Влада міста відкрила новий міст після двох років роботи. Мер сказав, що міст розвантажить центр міста.",
    "az": "Şəhər rəhbərliyi yeni körpünü iki illik işdən sonra açıb. Mer deyib ki, körpü mərkəzi yüngülləşdirəcək.",
    "en": "The city opened a new bridge after two years of work. The mayor said that it takes traffic off the centre.",
}
PLACES = ["<p>{}</p>", "<div>{}</div>", '<span class="x1">{}</span>', "<div>Ann Lee</div><div><i></i> {}</div>"]


def day_of(language: str, below_headline: str, text: str | None = None) -> str | None:
    paragraphs = "".join(f"<p>{text or TEXTS[language]} {number}.</p>" for number in range(4))
    html = f"<html lang={language}><title>Viadukt Ost</title><h1>Viadukt Ost</h1>{below_headline}{paragraphs}</html>"
    article = extract_article(html.encode(), "https://paper.example/viadukt", fetched_at=FETCHED)
    assert article is not None
    return article.date_published


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        ("th", "24 พ.ย. 69 12:10 น.", "2026-11-24"),
        ("uz", "24-noyabr, 2026, 12:10", "2026-11-24"),
        ("my", "နိုဝင်ဘာ ၂၄၊ ၂၀၂၆", "2026-11-24"),
        ("ar", "24/نوفمبر/2026", "2026-11-24"),
        ("fa", "۰۳ آذر ۰۵", "2026-11-24"),
        ("th", "24 พ.ย. 69 | 16:40 น.", "2026-11-24"),
        ("ru", "Сегодня, 09:30", "2026-11-28"),
        ("ru", "Вчера, 18:30", "2026-11-27"),
        ("zh", "11月24日 17:12", "2026-11-24"),
        ("zh", "11-24 08:55", "2026-11-24"),
        ("uk", "24 листопада, 11:37", "2026-11-24"),
        ("az", "24 noyabr, 12:10", "2026-11-24"),
        ("en", "Nov 24", "2026-11-24"),
        ("th", "៤ វិច្ឆិកា ២០២៦", "2026-11-04"),
        ("zh", "令和8年11月24日", "2026-11-24"),
        ("en", "By Ann Lee of the Post, published Nov 24, 2026 at 18:42, updated Nov 25, 2026 at 07:10", "2026-11-24"),
        ("en", "24 December", "2025-12-24"),
    ],
)
def test_line_below_the_headline(language: str, line: str, day: str, place: str) -> None:
    assert day_of(language, place.format(line)) == day


@pytest.mark.parametrize(
    "other",
    [
        "<p>On <b>Nov 24</b> the council had promised the opening for this week, and it kept its word at last.</p>",
        "<p>Results: 2:1</p>",
        "<p>Page 12 of 40</p>",
        "<div class=related><p>Nov 24</p></div>",
    ],
)
def test_no_date_line(other: str) -> None:
    assert day_of("en", other) is None


def page_with(*, title: str = "Viadukt Ost", head: str = "", below: str = "", foot: str = "") -> str | None:
    paragraphs = "".join(f"<p>{TEXTS['en']} {number}.</p>" for number in range(4))
    html = f"<html lang=en><title>{title}</title>{head}<h1>Viadukt Ost</h1>{below}<article>{paragraphs}</article>{foot}"
    article = extract_article(html.encode(), "https://paper.example/viadukt", fetched_at=FETCHED)
    assert article is not None
    return article.date_published


@pytest.mark.parametrize("title", ["24.11.2026 | Viadukt Ost", "Viadukt Ost | 24.11.2026"])
def test_day_at_either_end_of_the_title(title: str) -> None:
    assert page_with(title=title) == "2026-11-24"


@pytest.mark.parametrize(
    ("name", "day"), [("l-page__teaser-text", "2026-11-24"), ("lead-teaser", "2026-11-24"), ("teaser", None)]
)
def test_a_standfirst_that_is_called_a_teaser_may_hold_the_day(name: str, day: str | None) -> None:
    assert page_with(below=f'<div class="{name}"><p>Press release of 24 November 2026 | Bonn</p></div>') == day


def test_a_line_at_the_foot_that_calls_its_day_the_publication() -> None:
    line = "<footer><p>Last change: 25.11.2026<br>Published on: 24.11.2026</p></footer>"
    assert page_with(foot=line) == "2026-11-24"
    assert page_with(foot=line + "<footer>Published on: 23.11.2026</footer>") is None, "which of the two?"
    assert page_with(foot="<footer>Next issue: 24.11.2026</footer>") is None


def test_a_word_within_another_word_names_no_teaser() -> None:
    line = (
        '<div class="row footer-row"><div class="{}"><span class="date">Published 24.11.2026 06:00</span></div></div>'
    )
    other = '<div class="related"><span class="date">Published 23.11.2026 06:00</span></div>'
    assert page_with(foot=line.format("pos-leftmost") + other) == "2026-11-24"


@pytest.mark.parametrize("kind", ["", ' type="text/javascript"', ' type="application/json"'])
def test_json_ld_in_a_script_that_a_theme_gave_another_type(kind: str) -> None:
    script = '{ "@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "2026-11-24T06:00:00+01:00"}'
    assert page_with(head=f"<script{kind}>{script}</script>") == "2026-11-24T06:00:00+01:00"
