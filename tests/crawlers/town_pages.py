"""A small paper whose pages hide what is right: its headline is no heading, and a box of its own stands in the text."""

from __future__ import annotations

from datetime import datetime

STORY = (
    "The council of the valley met on Monday evening to talk about the new {thing} beside the river.",
    "Several members said that the cost had doubled since the first plan and that nobody had told them in time.",
    "A vote will be taken in the spring, when the engineers have finished their second report on the ground.",
    "The last word came from the mayor, who thanked everybody for coming on such a cold evening.",
)
PROMOTION = (
    "Our readers' trip to the coast leaves every second Friday from the market square; book your seat at the counter"
    " of the paper today, before the last places on the bus are gone."
)
PAGES = {
    "bridge": ("The bridge will cost twice as much", "Ann Lee", "2026-03-03", "3 March 2026"),
    "mill": ("Council votes on the old mill", "Bo Ekman", "2026-04-05", "5 April 2026"),
    "school": ("School opens a month late", "Cy Moreno", "2026-05-09", "9 May 2026"),
}
FETCHED = datetime.fromisoformat("2026-05-10T12:00:00+00:00")


def url(name: str) -> str:
    return f"https://valley-echo.example/2026/news/{name}.html"


def html(name: str) -> str:
    headline, author, _, day = PAGES[name]
    texts = [f"<p>{text.format(thing=name)}</p>" for text in STORY]
    texts.insert(3, f'<div class="bx-trip"><p>{PROMOTION}</p></div>')
    return (
        '<html lang="en"><head><title>Valley Echo: the week</title></head><body>'
        f'<div class="top-line">{headline}</div><h1>Valley Echo: the week</h1>'
        f'<span class="sig-a">{author}</span> <i class="day">{day}</i>'
        f'<div class="flow post-{len(name)}9981">{"".join(texts)}</div></body></html>'
    )


def settings(name: str) -> tuple[str, ...]:
    headline, author, date, _ = PAGES[name]
    return f"headline={headline}", f"authors={author}", f"date={date}", "foreign=readers' trip to the coast"
