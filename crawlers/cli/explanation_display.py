"""An explanation as tables for people: which candidate won each field, and what became of each text."""

from __future__ import annotations

import shutil
import sys
from itertools import groupby

import click

from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.pipelines.extraction.explanation import RULES, Explanation, FieldChoice, TextNote

SHOWN = 12
"""Texts shown of one rule, the longest first: a menu may have hundreds, and JSON has them all."""
WIDTH = 100
"""Characters of a line where stdout is no terminal, and at the most: it reads well."""


def explanation_lines(explanation: Explanation, width: int = WIDTH) -> list[str]:
    """The lines to print, safe for a terminal of `width` columns."""
    outcome = explanation.outcome + (f": {explanation.detail}" if explanation.detail else "")
    lines = [one_line(explanation.url, 2_000), f"  {one_line(outcome, 500)}", ""]
    if explanation.idle_rules:
        lines.append("YOUR RULES without effect on this page")
        lines += [f"  {one_line(rule, width - 2)}" for rule in explanation.idle_rules]
        lines.append("")
    if explanation.fields:
        lines.append("FIELDS (* = chosen)")
        for choice in explanation.fields:
            lines += _field_lines(choice, explanation.confidence.get(choice.field), width)
        lines.append("")
    kept = [note for note in explanation.texts if note.rule is None]
    dropped = sorted((note for note in explanation.texts if note.rule is not None), key=_by_rule)
    if explanation.method:
        least = explanation.least_probability
        above = f", blocks above {least:g}" if least is not None else ""
        sure = _confidence(explanation.confidence.get("body_text"))
        lines.append(f"BODY by {explanation.method}{above}: {len(kept)} paragraphs{sure}")
        lines += [f"  {note.characters:>6}  {one_line(note.text, width - 10)}" for note in kept]
        lines.append("")
    if dropped:
        lines.append("LEFT OUT, by rule")
        for rule, notes in groupby(dropped, key=lambda note: note.rule or ""):
            lines += _rule_lines(rule, sorted(notes, key=lambda note: -note.characters), width)
    return lines


def print_explanation(explanation: Explanation, *, as_json: bool) -> None:
    """Print it on stdout: tables, or one line of JSON."""
    if as_json:
        click.echo(explanation.model_dump_json(exclude_none=True))
        return
    width = min(WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDTH
    for line in explanation_lines(explanation, width):
        click.echo(line)


def _by_rule(note: TextNote) -> tuple[int, str]:
    rule = note.rule or ""
    return list(RULES).index(rule), rule


def _confidence(value: float | None) -> str:
    return f" (confidence {value:.2f})" if value is not None else ""


def _field_lines(choice: FieldChoice, confidence: float | None, width: int) -> list[str]:
    sure = _confidence(confidence)
    lines = [f"  {choice.field:<22} {one_line(choice.value or '-', width - 26 - len(sure))}{sure}"]
    for candidate in choice.candidates:
        mark = "*" if candidate.value == choice.value else " "
        score = f"{candidate.score:>7.2f} " if candidate.score is not None else ""
        found = f"  [{one_line(candidate.found, max(width - 45, 20))}]"
        room = max(width - 14 - len(found), 20)
        lines.append(f"    {mark} {score}{one_line(candidate.value, room)}{found}")
    return lines


def _rule_lines(rule: str, notes: list[TextNote], width: int) -> list[str]:
    lines = [f"  {rule}: {RULES[rule]}"]
    for note in notes[:SHOWN]:
        chance = f" p={note.probability:.2f}" if note.probability is not None else ""
        place = f" <{one_line(note.element, width // 2)}>" if note.element else ""
        head = f"  {note.characters:>6} {chance}{place}  "
        lines.append(f"{head}{one_line(note.text, max(width - len(head), 10))}")
    if len(notes) > SHOWN:
        lines.append(f"          … and {len(notes) - SHOWN} more (--json shows all)")
    return lines
