"""AWS: what may be done at API Gateway may depend on tags: those that a request sets, and those of the key or plan
that it is about.

ministack knows the tags of neither when it looks at permissions.
"""

from ministack.core import iam_actions
from ministack.services import apigateway_v1, tagging

_KINDS = {"apikeys": "_api_keys", "usageplans": "_usage_plans"}
_tag_operations = iam_actions._tag_operations


def _with_verbs(service):
    return {"POST", "PUT"} if service == "apigateway" else _tag_operations(service)


def _tagged():
    for kind, held in _KINDS.items():
        for (_account, region, name), resource in getattr(apigateway_v1, held).all_items():
            arn = f"arn:aws:apigateway:{region}::/{kind}/{name}"
            tags = {**(resource.get("tags") or {}), **apigateway_v1._v1_tags.get(arn, {})}
            yield arn, [{"Key": key, "Value": value} for key, value in tags.items()]


def install():
    iam_actions._tag_operations = _with_verbs
    tagging._RESOURCE_TAG_COLLECTORS["apigateway"] = _tagged
