"""The standfirst is told from the text by its place: below the headline, above the byline."""

from lxml.html import document_fromstring

from wiredesk.pipelines.extraction import extract_article
from wiredesk.pipelines.extraction.body.standfirst import headline_block, standfirst_of, summary_of
from wiredesk.pipelines.extraction.page.block_reading import read_blocks

HEADLINE = "The lake train whistles again"
SUMMARY = "The first railcar left with 46 passengers and a band on board."
TEXT = "At ten past six in the morning, with four degrees of frost, the railcar left the station of the mining town. "
AUTHOR = "Marisol Quenta"


def standfirst(body: str, *chosen: str) -> str | None:
    page = read_blocks(document_fromstring(f"<html><body>{body}</body></html>"))
    found = standfirst_of(
        [one for one in page.blocks if one.text in chosen], page, headline_block(page, HEADLINE), [AUTHOR]
    )
    return found.text if found is not None else None


def test_a_heading_between_headline_and_byline_is_the_standfirst() -> None:
    page = f"<h1>{HEADLINE}</h1><h2>{SUMMARY}</h2><div>By Marisol Quenta</div><p>{TEXT}</p>"
    assert standfirst(page, SUMMARY, TEXT.strip()) == SUMMARY
    assert standfirst(page.replace("By Marisol Quenta", "3 May 2026, 14:05"), SUMMARY, TEXT.strip()) == SUMMARY


def test_a_subheading_and_a_first_paragraph_are_text() -> None:
    subheading = f"<h1>{HEADLINE}</h1><div>By Marisol Quenta</div><h2>{SUMMARY}</h2><p>{TEXT}</p>"
    assert standfirst(subheading, SUMMARY, TEXT.strip()) is None
    paragraph = f"<h1>{HEADLINE}</h1><p>{SUMMARY}</p><div>By Marisol Quenta</div><p>{TEXT}</p>"
    assert standfirst(paragraph, SUMMARY, TEXT.strip()) is None


def test_the_headline_is_found_in_whatever_element_prints_it() -> None:
    def where(body: str) -> str | None:
        page = read_blocks(document_fromstring(f"<html><body>{body}</body></html>"))
        found = headline_block(page, HEADLINE)
        return found.tag if found is not None else None

    assert where(f"<p>{HEADLINE}</p><h2>{HEADLINE}!</h2>") == "h2"
    teaser, row = f"<li><a href='/1'>{HEADLINE}</a></li>", f"<tr><td>{HEADLINE}</td></tr><tr><td>{TEXT * 3}</td></tr>"
    assert where(f"{teaser}<table>{row}</table>") == "tr"
    assert where(f"<p>{TEXT}</p>") is None


def test_an_article_s_text_begins_below_its_standfirst() -> None:
    page = f"<h1>{HEADLINE}</h1><h2>{SUMMARY}</h2><div>By Marisol Quenta, 3 May 2026</div>" + f"<p>{TEXT * 2}</p>" * 5
    article = extract_article(
        f"<html><title>{HEADLINE}</title><body>{page}".encode(), "https://lake.example/2026/train"
    )
    assert article is not None
    assert SUMMARY not in article.body_text


STATED = "A band played when the lake train left after nine years."
LEAD = "For nine years no train ran along the lake. On Monday the band of the mining town saw the first one off."


def described(below: str, *, stated: str = STATED) -> str | None:
    page = f"<h1>{HEADLINE}</h1>{below}<div>By Marisol Quenta, 3 May 2026</div>" + f"<p>{TEXT * 2}</p>" * 5
    head = f'<title>{HEADLINE}</title><meta name="description" content="{stated}">'
    article = extract_article(f"<html>{head}<body>{page}".encode(), "https://lake.example/2026/train")
    assert article is not None
    return article.description


def test_the_printed_standfirst_comes_before_what_is_told_to_search_engines() -> None:
    unstopped = "Nine years on, the first train runs along the lake again"
    assert described(f'<p class="standfirst">{unstopped}</p>') == unstopped
    assert summary_of(STATED, LEAD, is_called=True) == LEAD
    assert summary_of(STATED, LEAD, is_called=False) == STATED, "by the headline stands many a text"
    assert summary_of(None, LEAD, is_called=False) == LEAD


def test_what_tells_much_the_same_takes_the_place_of_the_shorter_form() -> None:
    longer = f"The band of the mining town saw it off. {STATED} The ministry had closed the line in 2017."
    assert summary_of(STATED, f"{STATED} The ministry had closed it.", is_called=False).endswith("closed it.")
    assert summary_of(STATED.replace("train", "railcar"), longer, is_called=False) == longer


def test_captions_disclosures_and_date_lines_by_the_headline_are_no_summary() -> None:
    assert (
        described("<p>If you buy through our links, the Lake Herald may earn a commission from the shop.</p>") == STATED
    )
    assert described("<p class=intro>The band on the platform. Photo: Ann Lee/Lake Herald</p>") == STATED
    assert summary_of(STATED, f"Red. / 3 May 2026 {STATED}", is_called=True) == STATED
