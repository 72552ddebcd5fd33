"""What ministack does otherwise than AWS, set right; each patch says at its head what AWS does.

`tests/test_patches.py` has a test for each that fails once ministack does it by itself. The patch can go then.
"""

from importlib import import_module
from pkgutil import iter_modules

ALL = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]


def install():
    for patch in ALL:
        patch.install()
