"""Runs ministack, the local AWS, with what it lacks and the system needs."""

import ordered_queries
from ministack.app import main
from ministack.services import apigateway_v1

# A usage plan's limits are numbers. ministack keeps them, once they are patched, as the text of the
# patch, and answers every later listing in a form that AWS's own clients cannot read.
_LIMITS = {"/throttle/rateLimit": float, "/throttle/burstLimit": int}
_update_usage_plan = apigateway_v1._update_usage_plan


def _update_usage_plan_with_numbers(plan_id, data):
    for operation in data.get("patchOperations", []):
        number = _LIMITS.get(operation.get("path"))
        if number:
            operation["value"] = number(operation["value"])
    return _update_usage_plan(plan_id, data)


apigateway_v1._update_usage_plan = _update_usage_plan_with_numbers
ordered_queries.install()

if __name__ == "__main__":
    main()
