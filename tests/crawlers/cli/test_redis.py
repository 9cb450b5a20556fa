import pytest
import redis as redis_py
from click.testing import CliRunner

from wiredesk.crawlers.cli.redis import redis
from wiredesk.settings.embedded_redis import EmbeddedRedis, remove_data
from wiredesk.settings.errors import RedisUnreachable


@pytest.fixture
def home(short_folder):
    folder = short_folder / "command-home"
    yield folder
    remove_data(EmbeddedRedis(folder))


def run(home, command: str, **variables: str):
    environment = {"WIREDESK_HOME": str(home), "WIREDESK_REDIS_URL": "", "REDIS_URL": ""} | variables
    return CliRunner().invoke(redis, [command], env=environment)


def test_start_prints_the_url_alone_and_status_shows_the_server(home):
    url = run(home, "start").stdout.strip()
    with redis_py.Redis.from_url(url) as client:
        client.xadd("{wiredesk}:articles", {"a": 1})
    shown = run(home, "status")
    assert shown.exit_code == 0
    assert "1 on {wiredesk}:articles" in shown.stdout
    assert str(home) in shown.stdout


def test_stop_ends_it_once(home):
    run(home, "start")
    assert "its data stays in" in run(home, "stop").stderr
    assert "was not running" in run(home, "stop").stderr


def test_status_of_a_server_that_does_not_run_is_an_error(home):
    failed = run(home, "status")
    assert isinstance(failed.exception, RedisUnreachable)
    assert "wiredesk redis start" in str(failed.exception)
    assert failed.stdout == ""


def test_a_url_that_is_set_is_mentioned_without_its_password(home):
    assert "redis://:***@h" in run(home, "start", WIREDESK_REDIS_URL="redis://:secret@h").stderr
