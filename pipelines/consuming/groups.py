"""Making and deleting consumer groups by hand; a consumer makes its own where it is missing."""

from __future__ import annotations

import redis

from wiredesk.pipelines.consuming.queue_state import read_groups
from wiredesk.pipelines.publishing.keys import Keys


def create_group(client: redis.Redis, keys: Keys, group: str, start_id: str) -> bool:
    """Create a group that begins after the entry `start_id` ("$": after the newest); False when it exists."""
    created = True
    for stream, first in ((keys.articles, start_id), (keys.replay(group), "0-0")):
        try:
            client.xgroup_create(stream, group, id=first, mkstream=True)
        except redis.ResponseError as problem:
            if "BUSYGROUP" not in str(problem):
                raise
            created = created and stream != keys.articles
    return created


def delete_group(client: redis.Redis, keys: Keys, group: str) -> bool:
    """Delete a group, what is pending in it and what was put back for it; False when it did not exist.

    Its replay stream stays, empty (some hundred bytes): by it a consumer that is still running tells a deleted group
    from a server that lost its data.
    """
    if group not in {known.name for known in read_groups(client, keys)}:
        return False
    with client.pipeline(transaction=True) as together:
        together.xgroup_destroy(keys.articles, group)
        together.xtrim(keys.replay(group), maxlen=0, approximate=False)
        together.xgroup_destroy(keys.replay(group), group)
        together.delete(keys.deliveries(group), keys.replay_deliveries(group))
        together.execute(raise_on_error=False)  # no replay stream yet: its group cannot be destroyed
    return True
