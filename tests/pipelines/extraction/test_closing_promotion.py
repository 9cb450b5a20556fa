"""The newsletter, the app, the channel that a paper offers below its articles; what the story says of such things."""

import pytest

from wiredesk.pipelines.extraction.body.closing_promotion import before_promotion, is_promotion

STORY = [
    "The harbour bridge was opened on Monday after two years of work, and the ferry made its last crossing.",
    "Drivers had taken the detour by the northern road since the flood; the toll is gone for good, the mayor said.",
    "The old piers stay, because cormorants have nested there since spring.",
]


@pytest.mark.parametrize(
    "text",
    [
        "Get the news of the coast to your inbox every morning. Sign up for the Harbour newsletter.",
        "For all the news of the bay, visit our homepage and sign up to our newsletter here.",
        "Try Harbour Plus for a month without advertisements. Subscribe to our premium edition.",
        "Recibe cada mañana lo más importante en tu correo. Suscríbete a nuestro boletín.",
        "Abonnez-vous à notre newsletter et recevez chaque matin l'essentiel de l'actualité du port.",
        "Abonnieren Sie unseren Newsletter und erfahren Sie jeden Morgen, was an der Küste wichtig ist.",
        "Подпишитесь на нашу рассылку, чтобы не пропустить новости побережья.",
        "Kıyıdaki gelişmelerden haberdar olmak için mobil uygulamamızı indirin.",
        "اشترك في نشرتنا البريدية لتصلك أخبار الساحل كل صباح.",
        "ताज़ा खबरों के लिए हमारा ऐप डाउनलोड करें।",
        "最新のニュースは公式アプリをダウンロードしてご覧ください。",
        "Unduh aplikasi kami dan aktifkan notifikasi agar tidak ketinggalan berita.",
        "Podpořte nezávislou místní žurnalistiku. Každá stokoruna nám pomůže psát dál.",
        "Підтримайте незалежну журналістику на узбережжі.",
        "Bağımsız gazeteciliği destekleyin.",
    ],
)
def test_what_a_paper_offers_below_an_article_goes(text):
    assert is_promotion(text)
    assert before_promotion([*STORY, text]) == STORY


@pytest.mark.parametrize(
    "text",
    [
        "Residents can sign up for the county's newsletter at the town hall.",
        "“Sign up for our newsletter”, the minister told the fishermen, and nobody laughed.",
        "The company will offer its newsletter in four languages from May on.",
        "Parents get the letters of the school by an app that the ministry has bought.",
        "The singer will show the second part of the film, which was made at sea, on Sunday. Follow her on Instagram "
        "to see it before the others do.",
        "He said the WhatsApp group of the village had more members than its council had voters.",
    ],
)
def test_what_the_story_says_of_newsletters_stays(text):
    assert not is_promotion(text)
    assert before_promotion([*STORY, text]) == [*STORY, text]


def test_a_promotion_of_several_paragraphs_goes_from_its_title_on():
    promotion = [
        "Join the Harbour WhatsApp community!",
        "You will have the news of the coast on your phone.",
        "All you have to do is click here and choose the community.",
        "Our partners send offers too; leave it whenever you like.",
    ]
    assert before_promotion([*STORY, *promotion]) == STORY


def test_a_question_above_a_promotion_goes_with_it():
    promotion = ["No time to read the news of the bay?", "Get it in your inbox instead, every Wednesday."]
    assert before_promotion([*STORY, *promotion]) == STORY


def test_a_text_that_is_a_promotion_is_left_whole():
    only = ["Sign up for our newsletter and get the news of the coast."]
    assert before_promotion(only) == only
