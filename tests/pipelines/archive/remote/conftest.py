"""An archive in a real object store, and a home with its spool."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import s3fs
from object_store import ObjectStore, running_store

from wiredesk.pipelines.archive.remote.spool import Spool
from wiredesk.settings.environment import Environment, read_environment


@pytest.fixture
def store(tmp_path, monkeypatch) -> Iterator[ObjectStore]:
    """An object store, which the variables of this process name."""
    with running_store(tmp_path / "store") as store:
        for name, value in store.variables.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        yield store


@pytest.fixture
def environment(store, tmp_path, monkeypatch) -> Environment:
    """Settings that name the store."""
    monkeypatch.setenv("WIREDESK_ARCHIVE", store.url)
    monkeypatch.setenv("WIREDESK_HOME", str(tmp_path / "home"))
    return read_environment()


@pytest.fixture
def spool(environment) -> Spool:
    """Where files wait for it."""
    return Spool.of(environment, environment.archive)
