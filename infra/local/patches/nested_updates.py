"""AWS: a resource that an update leaves alone keeps its attributes, in a stack within a stack too.

ministack forgets them there, and the inner stack's outputs that read them fail.
"""

from ministack.services import cloudformation
from ministack.services.cloudformation import provisioners

_update_resource = provisioners._update_resource


def _with_attributes(kind, physical_id, old, new, stack, logical_id=None, attributes=None):
    if attributes is None:
        resources = cloudformation._stacks.get(stack, {}).get("_resources", {})
        attributes = resources.get(logical_id, {}).get("Attributes")
    return _update_resource(kind, physical_id, old, new, stack, logical_id, attributes)


def install():
    provisioners._update_resource = _with_attributes
