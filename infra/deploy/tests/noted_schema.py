"""What a stack's table notes of releases, for the test of deployments.

Reads {"stack", "schema"}: [version, readable_from] to be noted from now on, or null; writes what was noted before.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

import schema
from aws import run


def main(request: dict) -> list:
    table = schema.table_of(request["stack"])
    before = schema.noted(table)
    if request["schema"]:
        version, readable_from = request["schema"]
        schema.put(table, version, readable_from)
    return list(before)


if __name__ == "__main__":
    run(main)
