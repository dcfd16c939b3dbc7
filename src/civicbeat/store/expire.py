"""Expire: rows past their term leave the disk, also where the engine has not merged their part by itself.

The engine removes them when it merges, an hour after their term at most; a store that was closed for long, or that is
never idle, may be late. Nothing shows them from their term on.
"""

from __future__ import annotations

from datetime import timedelta

from civicbeat.store.client import Clients

OVERDUE = timedelta(hours=6)
_LATE = """SELECT table, partition_id FROM system.parts
WHERE database = currentDatabase() AND active AND rows > 0
    AND toUnixTimestamp(delete_ttl_info_min) BETWEEN 1 AND toUnixTimestamp(now()) - {seconds:Int64}
GROUP BY table, partition_id ORDER BY table, partition_id"""


def expire(clients: Clients, overdue: timedelta = OVERDUE) -> int:
    """Removes rows whose term was over ``overdue`` ago; gives how many partitions were written anew."""
    late = clients.rows(_LATE, {"seconds": int(overdue.total_seconds())})
    for table, partition in late:
        clients.order(
            f"OPTIMIZE TABLE `{table}` PARTITION ID '{partition}' FINAL", mutations_sync=2, max_execution_time=0
        )
    return len(late)
