"""A large initial is a part of its word."""

import pytest

from wiredesk.pipelines.extraction.body.large_initial import with_large_initial


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("T he taps of the village are running again.", "The taps of the village are running again."),
        ("N a endlich laufen die Wasserhähne wieder.", "Na endlich laufen die Wasserhähne wieder."),
        ("M ayors come and go, but no two mayors are alike.", "Mayors come and go, but no two mayors are alike."),
        ("A tap of the village is running again.", "A tap of the village is running again."),
        ("T cells have nothing to do with it.", "T cells have nothing to do with it."),
        ("E il sindaco apre il rubinetto del villaggio.", "E il sindaco apre il rubinetto del villaggio."),
    ],
)
def test_a_large_initial_belongs_to_its_word(printed: str, read: str) -> None:
    assert with_large_initial(printed, [printed]) == read
