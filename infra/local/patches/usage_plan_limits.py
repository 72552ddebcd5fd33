"""AWS: the limits of a usage plan are numbers, also after they were changed.

ministack keeps a changed limit as the text of the change, and answers every later listing of the plans in a
form that AWS's own clients cannot read.
"""

from ministack.services import apigateway_v1

_LIMITS = {"/throttle/rateLimit": float, "/throttle/burstLimit": int}
_update_usage_plan = apigateway_v1._update_usage_plan


def _with_numbers(plan_id, data):
    for operation in data.get("patchOperations", []):
        number = _LIMITS.get(operation.get("path"))
        if number:
            operation["value"] = number(operation["value"])
    return _update_usage_plan(plan_id, data)


def install():
    apigateway_v1._update_usage_plan = _with_numbers
