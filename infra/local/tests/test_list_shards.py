"""In what order lists are spread over partitions."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "deploy"))

import list_shards
from aws import Refused


def spread(now, new):
    """Whether a stack with the first writes to several partitions after a deployment with the second."""
    stack, changes = [{"ListShards": shards} if shards else {} for shards in (now, new)]
    return list_shards.check(stack, changes).are_spread


class ListShards(unittest.TestCase):
    def test_what_is_written_is_read_by_what_runs(self):
        for now, new in ((None, "4/1"), ("1/1", "4/1"), ("4/4", "4/1"), ("4/4", "16/1"), ("4/1", None), (None, None)):
            self.assertFalse(spread(now, new), (now, new))
        for now, new in (("4/1", "4/4"), ("4/1", "4/2"), ("4/4", "8/4"), ("4/2", "4/4"), ("4/4", None)):
            self.assertTrue(spread(now, new), (now, new))

    def test_what_would_not_be_found_is_refused(self):
        for now, new, why in (
            (None, "4/4", "deploy ListShards=4/1 first"),
            ("1/1", "2/2", "deploy ListShards=2/1 first"),
            ("4/4", "8/8", "deploy ListShards=8/4 first"),
            ("4/4", "2/2", "missing from lists"),
            ("4/1", "1/1", "missing from lists"),
        ):
            with self.assertRaisesRegex(Refused, why):
                spread(now, new)


if __name__ == "__main__":
    unittest.main()
