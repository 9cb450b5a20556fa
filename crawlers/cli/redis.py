"""``wiredesk redis``: the embedded server's start, end and state, and copies of what Redis holds."""

from __future__ import annotations

from dataclasses import replace

import click

from wiredesk.crawlers.cli.redis_copy import export_copy, import_copy
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.unfinished_import import UNFINISHED_IMPORT
from wiredesk.settings.embedded_redis import EmbeddedRedis
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import RedisUnreachable
from wiredesk.settings.redis_connection import mask_password, open_redis_sync, server_name


@click.group()
def redis() -> None:
    """Start, stop or show the Redis server that wiredesk keeps in its data folder; copy what any server holds.

    The embedded one is used only where neither WIREDESK_REDIS_URL nor REDIS_URL is set, is started by any command that
    needs it, and keeps running between commands.

    \b
    wiredesk redis start      start it now and print its URL
    wiredesk redis status     what it is and what it holds
    wiredesk redis stop       write everything to disk and end it
    wiredesk redis export F   all that wiredesk keeps in Redis, in a file
    wiredesk redis import F   put it into another server
    redis-cli -s "$(wiredesk redis start | sed 's|unix://||')" xlen '{wiredesk}:articles'
    """


@redis.command()
def start() -> None:
    """Start the embedded server unless it runs; its URL goes to stdout."""
    environment = read_environment()
    _mention_other_server(environment.redis_url)
    click.echo(EmbeddedRedis(environment.home).ensure_running())


@redis.command()
def stop() -> None:
    """End the embedded server; its data stays in the data folder."""
    embedded = EmbeddedRedis(read_environment().home)
    ended = embedded.stop()
    click.echo("stopped; its data stays in " + str(embedded.folder) if ended else "it was not running", err=True)


@redis.command()
def status() -> None:
    """Show the embedded server: version, data, memory and queue. Exit 3 when it does not run."""
    environment = read_environment()
    _mention_other_server(environment.redis_url)
    embedded = EmbeddedRedis(environment.home)
    if not embedded.answers():
        raise RedisUnreachable(f"the embedded Redis in {embedded.folder} is not running; wiredesk redis start")
    with open_redis_sync(replace(environment, redis_url=embedded.url), decode_responses=True) as client:
        info = client.info()
        queued = client.xlen(Keys(environment.key_prefix).articles)
        is_part = client.exists(Keys(environment.key_prefix).unfinished_import)
    rows = {
        "url": embedded.url,
        "server": f"{server_name(info)}, process {info['process_id']}",
        "running for": f"{int(info['uptime_in_seconds']) // 60} min",
        "data": f"{embedded.folder} ({int(info.get('aof_current_size', 0)) / 1e6:.1f} MB append-only file)",
        "memory": f"{int(info['used_memory']) / 1e6:.1f} MB",
        "articles": f"{queued} on {Keys(environment.key_prefix).articles}",
    }
    if str(info.get("aof_last_write_status", "ok")) != "ok":
        rows["disk"] = "it cannot write its append-only file, and takes nothing new: make room"
    if is_part:
        rows["import"] = UNFINISHED_IMPORT
    for name, value in rows.items():
        click.echo(f"{name:12} {value}")


redis.add_command(export_copy)
redis.add_command(import_copy)


def _mention_other_server(url: str | None) -> None:
    if url:
        click.echo(f"note: commands use the server that is set, {mask_password(url)}, not the embedded one", err=True)
