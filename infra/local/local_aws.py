"""Runs ministack, the local AWS, with what it lacks and the system needs."""

from functools import lru_cache

import ordered_queries
from ministack.app import main
from ministack.core import iam_evaluator
from ministack.services import apigateway_v1, dynamodb

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


# A route of any method has a name of its own in the API's description. ministack routes such methods,
# but passes them over when it reads a description.
_ANY_METHOD = "x-amazon-apigateway-any-method"
_import_operation = apigateway_v1._import_operation


def _import_operation_of_any_method(api_id, resource_id, method, *rest):
    _import_operation(api_id, resource_id, "ANY" if method == _ANY_METHOD.upper() else method, *rest)


# For every request ministack parses the policies of whoever sends it, and for every item of a
# transaction the condition's syntax, which a hundred items share. Both depend on their text alone.
_parse_policy = iam_evaluator.parse_policy_document
_parse_policy_text = lru_cache(maxsize=1_000)(_parse_policy)


def _parse_policy_once(document):
    return _parse_policy_text(document) if isinstance(document, str) else _parse_policy(document)


apigateway_v1._update_usage_plan = _update_usage_plan_with_numbers
apigateway_v1._OPENAPI_HTTP_METHODS.add(_ANY_METHOD)
apigateway_v1._import_operation = _import_operation_of_any_method
iam_evaluator.parse_policy_document = _parse_policy_once
dynamodb._condition_syntax_error = lru_cache(maxsize=1_000)(dynamodb._condition_syntax_error)
ordered_queries.install()

if __name__ == "__main__":
    main()
