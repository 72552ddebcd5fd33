"""What ministack does otherwise than AWS, set right; each patch says at its head what AWS does.

`tests/test_patches.py` has a test for each that fails once ministack does it by itself. The patch can go then.
"""

from . import (
    any_method,
    batch_permission,
    conditions_read_once,
    gateway_responses,
    ordered_queries,
    usage_plan_limits,
)

ALL = [
    any_method,
    batch_permission,
    conditions_read_once,
    gateway_responses,
    ordered_queries,
    usage_plan_limits,
]


def install():
    for patch in ALL:
        patch.install()
