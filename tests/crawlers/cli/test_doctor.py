import json

import pytest
import redis
from click.testing import CliRunner

from wiredesk.crawlers.cli.doctor import doctor
from wiredesk.pipelines.publishing.keys import Keys


def run(url: str, *arguments: str, **variables: str):
    return CliRunner().invoke(doctor, arguments, env={"WIREDESK_REDIS_URL": url} | variables)


def findings(url: str, **variables: str) -> dict[str, dict[str, str]]:
    return {finding["subject"]: finding for finding in json.loads(run(url, "--json", **variables).output)}


@pytest.fixture(scope="module")
def durable_redis(start_redis):
    return start_redis("--appendonly", "yes")


def test_a_good_server_passes(durable_redis):
    done = run(durable_redis.url)
    assert done.exit_code == 0
    assert "append-only file, appendfsync everysec" in done.output
    assert "noeviction" in done.output


def test_a_server_without_persistence_fails_with_the_command_that_mends_it(each_redis_url):
    done = run(each_redis_url)
    assert done.exit_code == 1
    assert "redis-cli config set appendonly yes" in done.output


def test_a_server_that_may_evict_is_examined_not_refused(start_redis):
    server = start_redis("--maxmemory", "50mb", "--maxmemory-policy", "volatile-ttl")
    assert findings(server.url)["eviction"]["state"] == "change"


def test_groups_are_judged_by_what_waits_for_them(durable_redis):
    stream = Keys().articles
    with redis.Redis.from_url(durable_redis.url) as client:
        client.flushall()
        for n in range(10):
            client.xadd(stream, {"article": "{}"}, id=f"{n + 1}-0")
        assert findings(durable_redis.url)["queue"]["state"] == "note"  # nobody reads
        client.xgroup_create(stream, "slow\x1b[2J", "0")
        client.xgroup_create(stream, "done", "$")
    found = findings(durable_redis.url, WIREDESK_BACKLOG="12")
    assert found["group done"]["state"] == "ok"
    slow = found["group slow?[2J"]
    assert slow["state"] == "change"
    assert "10 not yet delivered" in slow["found"]
    assert findings(durable_redis.url)["group slow?[2J"]["state"] == "note"  # far from the limit, but nobody reads


def test_a_cluster_is_examined(redis_cluster):
    found = findings(redis_cluster.url)
    assert found["cluster"]["found"] == "ok, 3 primaries"
    assert found["version"]["found"].endswith(", Cluster")
