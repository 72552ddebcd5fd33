"""AWS: usage plans are listed by the key that is in them.

ministack lists all, whichever key is named.
"""

from ministack.services import apigateway_v1

_get_usage_plans = apigateway_v1._get_usage_plans


def _with_the_key(query_params):
    key = apigateway_v1._qp(query_params, "keyId")
    if not key:
        return _get_usage_plans(query_params)
    plans = [
        plan
        for plan in apigateway_v1._usage_plans.values()
        if key in (apigateway_v1._usage_plan_keys.get(plan["id"]) or {})
    ]
    return apigateway_v1._v1_paginated_response(plans, query_params)


def install():
    apigateway_v1._get_usage_plans = _with_the_key
