"""AWS: the serverless transform is told the parameters of the stack, and what it makes may depend on them.

ministack tells it none.
"""

from contextvars import ContextVar

from ministack.services.cloudformation import changesets, engine, handlers
from samtranslator.translator import transform as serverless

_told = ContextVar("parameters told to the transform", default={})
_apply_transforms = engine._apply_transforms
_transform = serverless.transform


def _transform_with_parameters(template, _none, *rest):
    return _transform(template, dict(_told.get()), *rest)


def _apply_with_parameters(template, provided=None, previous=None):
    token = _told.set(engine._transform_parameters(template, provided, previous))
    try:
        return _apply_transforms(template, provided, previous)
    finally:
        _told.reset(token)


def install():
    serverless.transform = _transform_with_parameters
    for module in (changesets, engine, handlers):
        module._apply_transforms = _apply_with_parameters
