"""AWS: a stack may put a web ACL in front of what it protects (AWS::WAFv2::WebACLAssociation).

ministack has the request for that, and no such resource.
"""

from ministack.services import waf
from ministack.services.cloudformation import provisioners

KIND = "AWS::WAFv2::WebACLAssociation"


def _associate(logical_id, properties, stack):
    status, _, body = waf._associate_web_acl(properties)
    if status != 200:
        raise ValueError(body)
    return f"{properties['WebACLArn']}|{properties['ResourceArn']}", {}


def _dissociate(physical_id, properties):
    waf._disassociate_web_acl(properties)


def install():
    provisioners._RESOURCE_HANDLERS[KIND] = {"create": _associate, "delete": _dissociate}
