"""The members of a gzip file, told apart whatever is in them."""

from __future__ import annotations

import gzip
import hashlib
import io

import pytest

from wiredesk.pipelines.archive.members import LARGEST, Members

SMALL = gzip.compress(b"WARC/1.1\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n")


@pytest.mark.parametrize("size", [LARGEST - 1, LARGEST, LARGEST + 1, 2 * LARGEST, 2 * LARGEST + 1])
def test_a_long_member_that_packs_well_ends_and_the_next_one_is_found(size):
    """Read in one piece of the file, with the next member behind it, which zlib keeps as unconsumed."""
    long = gzip.compress(bytes(size), 1)
    found = list(Members(io.BytesIO(SMALL + long + SMALL)))
    assert [(one.offset, one.length, one.problem) for one in found] == [
        (0, len(SMALL), ""),
        (len(SMALL), len(long), ""),
        (len(SMALL) + len(long), len(SMALL), ""),
    ]
    assert [one.is_cut for one in found] == [False, size > LARGEST, False]
    assert len(found[1].data) == min(size, LARGEST)


def test_damage_costs_the_members_that_it_hits_however_many_stand_before_and_behind():
    """Each of many small members is far shorter than a piece of the file that is read at once."""
    members = [gzip.compress(b"WARC/1.1\r\n" + hashlib.shake_128(b"%d" % i).digest(900)) for i in range(1200)]
    hit = {3, 700, 701, 1100}
    file = b"".join(_with_a_flipped_bit(one) if i in hit else one for i, one in enumerate(members))
    whole = [one.data for one in Members(io.BytesIO(file)) if not one.problem]
    assert whole == [gzip.decompress(one) for i, one in enumerate(members) if i not in hit]


def _with_a_flipped_bit(member: bytes) -> bytes:
    place = len(member) // 2
    return member[:place] + bytes([member[place] ^ 1]) + member[place + 1 :]
