"""What is no article text wherever it stands goes."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.trimmed_text import FIRST, SECOND, trim


def test_advertisement_marks_inside_go_and_sentences_stay():
    advice = "Share the list with your partner."
    assert trim(FIRST, "Advertisement", advice, SECOND) == [FIRST, advice, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Follow us on Facebook",
        "تابعونا على فيسبوك وتويتر",
        "Bizi Facebook-da izləyin",
        "Подписывайтесь на наш канал в Telegram",
        "Share this story",
        "Podeli vest",
        "Կարդացեք նաև՝ Գյումրիում նոր այգի է բացվել",
        "ተጨማሪ ያንብቡ፡ አዲስ ፓርክ ተከፈተ",
        "Kapcsolódó: Új park nyílt a városban",
        "Оқи отырыңыз: Қалада жаңа саябақ ашылды",
        "डिस्क्लेमर: यह खबर एजेंसी से ली गई है",
        "Posted by Valley Choir on Monday, February 7, 2022",
        "প্রকাশ: ০৯ আগস্ট ২০২৬, ১২:০০ এএম",
        "Related: A new park opens in the town",
        "Read also – A new park opens in the town",
        "PUEDES VER: Abre un parque nuevo en la ciudad",
        "OKU: Kentte yeni bir park açıldı",
        "اقرأ: حديقة جديدة في المدينة",
        "خبر ذو صلة: حديقة جديدة في المدينة",
        "ببینید: پارکی تازه در شهر",
        "ये भी पढ़ें- शहर में नया पार्क खुला",
        "Unaweza pia kusoma: Bustani mpya yafunguliwa mjini",
        "بخوێنەوە: پارکێکی نوێ لە شار",
        "Bixwîne: Parkeke nû li bajêr",
        "Follow us on Facebook, X and Instagram for the latest news.",
        "Siga o nosso canal no WhatsApp e receba notícias em tempo real.",
        "Segui la Voce della Valle su WhatsApp: clicca qui",
        "Son dakika haberlerini kaçırmamak için bizi Google News'te takip edin.",
        "Ещё больше новостей в нашем паблике ВКонтакте",
        "बाकी खबरें पढ़ने के लिए हमें फेसबुक पर लाइक करें",
        "بۆ بینینی هەواڵی زیاتر سەردانی پەیجی فەیسبووکمان بکەن",
        "ለተጨማሪ ዜና የቴሌግራም ቻናላችንን ይቀላቀሉ",
        "公式LINEの友だち登録はこちら",
        "LIRE AUSSI SUR HARBOUR-POST.EXAMPLE",
        "Mehr zum Thema auf www.hafenpost.example",
        "Bildergalerie: der neue Hafen von allen Seiten",
        "Galería de fotos: el nuevo puerto",
        "Das könnte Dich auch interessieren: Neuer Hafen eröffnet",
    ],
)
def test_appeals_within_the_text_go(line):
    assert trim(FIRST, line, SECOND) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fall",
        "Gallery of the town: the council has bought three pictures.",
        "Lire aussi bien que les autres, voilà le but.",
        "Share the film on Facebook, the police said.",
        "Facebook",
        "“Follow us on Facebook,” the mayor told the crowd.",
        "Dua juta orang mengikuti akun Instagram wali kota itu.",
        "Fabrika işçileri haberi takip ettikleri bir Facebook grubunda paylaştı.",
        "انضم إلى تويتر في عام 2010 وكتب فيه كل يوم.",
        "시장은 유튜브 구독자 10만 명을 넘겼다고 말했다.",
    ],
)
def test_subheadings_and_sentences_that_begin_alike_stay(line):
    assert trim(FIRST, line, SECOND) == [FIRST, line, SECOND]
