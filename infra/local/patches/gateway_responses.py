"""AWS: an API's description names what the gateway itself answers, such as to a request without a token.

ministack has these answers, but passes them over when it reads a description.
"""

from ministack.services import apigateway_v1

_import_rest_api = apigateway_v1._import_rest_api


def _with_responses(spec, *rest):
    api_id = _import_rest_api(spec, *rest)
    for kind, response in spec.get("x-amazon-apigateway-gateway-responses", {}).items():
        apigateway_v1._put_gateway_response(api_id, kind, response)
    return api_id


def install():
    apigateway_v1._import_rest_api = _with_responses
