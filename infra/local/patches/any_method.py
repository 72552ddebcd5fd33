"""AWS: an API's description names a route of any method `x-amazon-apigateway-any-method`.

ministack routes such methods, but passes them over when it reads a description.
"""

from ministack.services import apigateway_v1

_ANY_METHOD = "x-amazon-apigateway-any-method"
_import_operation = apigateway_v1._import_operation


def _of_any_method(api_id, resource_id, method, *rest):
    _import_operation(api_id, resource_id, "ANY" if method == _ANY_METHOD.upper() else method, *rest)


def install():
    apigateway_v1._OPENAPI_HTTP_METHODS.add(_ANY_METHOD)
    apigateway_v1._import_operation = _of_any_method
