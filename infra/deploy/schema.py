"""Which releases can read what is stored.

Shapes of items and messages change in three releases: expand, migrate, contract (ARCHITECTURE.md). A release that begins
to store something that the one before it could not read raises VERSION, and READABLE_FROM to the oldest version that
reads it. The table keeps the highest of both that were ever deployed over it.
"""

from aws import Refused, client, outputs, say, stack

# What this release stores and reads.
VERSION = 3
# The oldest version whose releases read all that this one stores: it may run beside them, and be taken back to them.
READABLE_FROM = 1
# The same once lists are written to several partitions (ListShards).
SPREAD_READABLE_FROM = 3
# Stacks of releases that kept no note of it.
BEFORE_NOTES = (1, 1)
KEY = {"pk": {"S": "SCHEMA"}, "sk": {"S": "SCHEMA"}}


def check(name: str) -> None:
    """Refuses a release that cannot read what is stored, or that would store what the one that runs cannot read."""
    table = table_of(name)
    if table is None:
        return
    version, readable_from = noted(table)
    if VERSION < readable_from:
        raise Refused(
            f"what {table} holds is read by releases of schema {readable_from} and later, and this one is of {VERSION}:"
            " deploy a later release, or restore a backup from before the change"
        )
    if version < READABLE_FROM:
        raise Refused(
            f"{name} runs a release of schema {version}, which cannot read what this one stores: deploy one of schema"
            f" {READABLE_FROM} or later in between, which is in the changelog"
        )
    say(f"  ✓ schema {VERSION} over {version}: each release reads what the other stores")


def note(name: str, lists_are_spread: bool) -> None:
    """Keeps what is going to be stored, before it is."""
    table = table_of(name)
    if table is None:
        return
    version, readable_from = noted(table)
    own = SPREAD_READABLE_FROM if lists_are_spread else READABLE_FROM
    put(table, max(version, VERSION), max(readable_from, own))


def put(table: str, version: int, readable_from: int) -> None:
    numbers = {"version": {"N": str(version)}, "readable_from": {"N": str(readable_from)}}
    client("dynamodb").put_item(TableName=table, Item=KEY | {"entity": {"S": "SCHEMA"}} | numbers)


def table_of(name: str) -> str | None:
    """The table that a whole stack uses, where there is one."""
    deployed = stack(name)
    return outputs(deployed).get("TableName") if deployed else None


def noted(table: str) -> tuple[int, int]:
    item = client("dynamodb").get_item(TableName=table, Key=KEY, ConsistentRead=True).get("Item")
    return (int(item["version"]["N"]), int(item["readable_from"]["N"])) if item else BEFORE_NOTES
