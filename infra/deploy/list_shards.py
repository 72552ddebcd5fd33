"""Over how many partitions of an index the lists of all leads and calls are spread (ListShards)."""

from typing import NamedTuple

from aws import Refused


class Shards(NamedTuple):
    read: int
    written: int

    @property
    def are_spread(self) -> bool:
        return self.written > 1


def of(parameters: dict) -> Shards:
    """As a stack has them. What is no pair of numbers CloudFormation refuses."""
    try:
        read, written = parameters["ListShards"].split("/")
        return Shards(int(read), int(written))
    except (KeyError, ValueError):
        return Shards(1, 1)


def check(now: dict, changes: dict) -> Shards:
    """As a stack will have them. Refuses what functions would not find that are changed later than others, or back again
    after a failure."""
    running, wanted = of(now), of(now | changes)
    if wanted.written > running.read:
        raise Refused(
            f"ListShards={wanted.read}/{wanted.written} writes to {wanted.written} partitions, and what runs now reads"
            f" {running.read}: deploy ListShards={wanted.read}/{running.read} first"
        )
    if wanted.read < running.read:
        raise Refused(
            f"ListShards={wanted.read}/{wanted.written} would read {wanted.read} partitions, and what is in the other"
            f" {running.read - wanted.read} would be missing from lists"
        )
    return wanted
