import pytest

from wiredesk.settings.redis_checkup import check_server

HEALTHY = {
    "redis_version": "7.2.0",
    "aof_enabled": 1,
    "maxmemory": 0,
    "maxmemory_policy": "noeviction",
    "used_memory": 10**8,
    "total_system_memory": 10**10,
}


def states(info: dict, config: dict | None = None, wait_replicas: int = 0) -> dict[str, str]:
    found = check_server(HEALTHY | info, config or {"appendfsync": "everysec", "save": ""}, wait_replicas)
    return {finding.subject: finding.state for finding in found}


def test_a_healthy_server_needs_nothing():
    assert set(states({}).values()) == {"ok"}


@pytest.mark.parametrize(
    ("subject", "info", "config"),
    [
        ("version", {"redis_version": "6.0.16"}, None),
        ("version", {"role": "slave"}, None),
        ("persistence", {"aof_enabled": 0}, {"save": "3600 1"}),
        ("persistence", {"aof_enabled": 0}, {"save": ""}),
        ("persistence", {}, {"appendfsync": "no"}),
        ("disk", {"aof_last_write_status": "err"}, None),
        ("eviction", {"maxmemory": 10**9, "maxmemory_policy": "allkeys-lru"}, None),
        ("memory", {"maxmemory": 10**8}, None),
        ("memory", {"used_memory": 9 * 10**9}, None),
    ],
)
def test_what_may_lose_articles_must_change(subject, info, config):
    assert states(info, config)[subject] == "change"


def test_what_is_only_worth_knowing_is_a_note():
    assert states({"maxmemory_policy": "allkeys-lru"})["eviction"] == "note"
    assert states({"connected_slaves": 1, "slave0": {"state": "online"}})["replicas"] == "note"


def test_waiting_for_replicas_that_are_not_there_must_change():
    assert states({"connected_slaves": 1, "slave0": {"state": "online"}}, wait_replicas=2)["replicas"] == "change"
    assert states({"connected_slaves": 1, "slave0": {"state": "wait_bgsave"}}, wait_replicas=1)["replicas"] == "change"
    assert states({"connected_slaves": 1, "slave0": {"state": "online"}}, wait_replicas=1)["replicas"] == "ok"


def test_a_managed_service_that_tells_little_is_not_accused():
    found = check_server({"redis_version": "7.0.0", "aof_enabled": 1}, {}, 0)
    assert [finding.state for finding in found] == ["ok"] * len(found)
