"""Captions that say so themselves are no text, whatever stands around them."""

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, body_text, paragraphs
from wiredesk.pipelines.extraction.lexicon.caption_labels import is_labelled_caption


@pytest.mark.parametrize(
    "caption",
    [
        "Image caption The mayor with her photograph of the pier",
        "Image source, Getty Images",
        "File photo of the pier",
        "The pier in winter. PHOTO | ANN REED",
        "Bildunterschrift: Die Mole im Winter",
        "Légende : la jetée en hiver",
        "Foto de archivo del muelle",
        "Arşiv fotoğrafı: İskele",
        "تعليق الصورة، رئيسة البلدية في الميناء",
        "صورة أرشيفية للميناء",
        "توضیح تصویر، شهردار در بندر",
        "इमेज कैप्शन, बंदरगाह",
        "पुल का दृश्य (फाइल फोटो)",
        "Maelezo ya picha, Gati wakati wa baridi",
        "سەرچاوەی وێنە: ڕووداو",
        "Wêne ji arşîvê",
        "Keterangan gambar, Dermaga pada musim dingin",
        "Подпись к фото, Пирс зимой",
    ],
)
def test_labelled_captions_go(caption: str) -> None:
    amid = f"{paragraphs(STORY[:2])}<p>{caption}</p>{paragraphs(STORY[2:])}"
    assert body_text(f"<div><h1>{HEADLINE}</h1><div>{amid}</div></div>") == list(STORY)


@pytest.mark.parametrize("text", ["File photos were shown in court.", "Picture the scene.", "Legends burn too."])
def test_sentences_that_begin_alike_are_none(text: str) -> None:
    assert not is_labelled_caption(text)
