"""What stands below a text under "About the author": a name, a life, a picture's line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.text_comparison import words_alone

LONGEST: Final = 900
"""Characters of the lives of one or two authors. Where the text above has less, the page is about them."""
_LONGEST_TITLE: Final = 40
_TITLES: Final = frozenset(
    map(
        words_alone,
        (
            "about the author|about the authors|about the writer|about our contributor|author bio|author profile"
            "|the author|über den autor|über die autorin|über die autoren|über die autorinnen|über den verfasser"
            "|autor:innen|autor*innen|zum autor|zur autorin|der autor|die autorin|à propos de l'auteur"
            "|à propos de l'autrice|à propos de l’auteur|l'auteur|l’auteur|l'autrice|sobre el autor|sobre la autora"
            "|acerca del autor|sobre los autores|sobre o autor|sobre a autora|sobre os autores|sull'autore"
            "|informazioni sull'autore|l'autore|over de auteur|over de schrijver|o autorze|o autorce|o autorovi"
            "|o autorju|o autoru|об авторе|про автора|за автора|аб аўтары|yazar hakkında|müəllif haqqında"
            "|om forfatteren|om författaren|om skribenten|kirjoittajasta|tietoja kirjoittajasta|despre autor"
            "|a szerzőről|par autoru|apie autorių|autorist|σχετικά με τον συγγραφέα|عن الكاتب|عن المؤلف"
            "|نبذة عن الكاتب|درباره نویسنده|על המחבר|על הכותב|लेखक के बारे में|লেখক সম্পর্কে|tentang penulis"
            "|mengenai penulis|về tác giả|เกี่ยวกับผู้เขียน|作者简介|作者簡介|关于作者|關於作者"
            "|この記事を書いた人|著者プロフィール|筆者プロフィール|글쓴이"
            "|필자 소개|저자 소개|kuhusu mwandishi|sobre l'autor"
        ).split("|"),
    )
)


def before_author_box(kept: Sequence[Block], page: BlockPage) -> list[Block]:
    """The blocks of a text (in page order) before such a box at the end."""
    size = 0
    for place in range(len(kept) - 1, -1, -1):
        block = kept[place]
        start = kept[place - 1].place + 1 if place else 0
        titles = [one for one in page.blocks[start : block.place + 1] if _is_title(one)]
        size += len(block.text) if block not in titles else 0
        if size > LONGEST:
            break
        if titles:
            before = [one for one in kept if one.place < titles[0].place]
            if sum(first_look(one).prose for one in before) > size:
                return before
    return list(kept)


def _is_title(block: Block) -> bool:
    return len(block.text) <= _LONGEST_TITLE and words_alone(block.text) in _TITLES
