"""The names of the export formats, apart from the code that makes them, so that ``--help`` starts fast."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["jsonl", "text", "ninjs", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
