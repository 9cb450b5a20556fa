"""A file that is whole or not there."""

from __future__ import annotations

import os
import stat

import pytest

from wiredesk.pipelines.exporters.whole_file import WholeFile, write_whole


def test_it_takes_the_place_of_the_old_one(tmp_path):
    path = tmp_path / "state.json"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_one_and_nothing_else(tmp_path):
    path = tmp_path / "state.json"
    write_whole(path, b"old")
    with pytest.raises(TypeError):
        write_whole(path, "no bytes")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_giving_up_before_anything_was_written(tmp_path):
    WholeFile(tmp_path / "state.json").give_up()
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_stays_a_pipe_and_a_link_a_link(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"news")
    assert os.read(reader, 10) == b"news"
    WholeFile(pipe).give_up()
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    os.close(reader)
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"
