"""Who chooses the text of an article's body; a module of its own, so that the command line need not load models."""

from __future__ import annotations

from typing import Literal

Engine = Literal["auto", "trafilatura", "model"]
"""Who chooses the text of the body: the model with trafilatura's vote where it is in doubt, or one of them alone."""
