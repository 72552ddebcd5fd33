"""What schemathesis runs with: real ids in place of invented ones, and a count of what was answered.

Made-up ids exist nowhere, so an operation on one thing would only ever be seen to answer 404. The file
named by HOMEWORK_FUZZ_SEEDS tells which leads, calls and so on there are; three requests in four that
are meant to fit their description get one of those, the rest keep their own. What was answered how
often goes into the file named by HOMEWORK_FUZZ_REPORT.
"""

import atexit
import json
import os
import threading
from collections import Counter, defaultdict
from pathlib import Path
from zlib import crc32

import schemathesis
from schemathesis.core.parameters import ParameterLocation

SEEDS = json.loads(Path(os.environ["HOMEWORK_FUZZ_SEEDS"]).read_text())
_statuses = defaultdict(Counter)
_lock = threading.Lock()


def _id(case):
    return case.operation.definition.raw.get("operationId")


def _chosen(invented, real):
    """One of the real values, or the invented one; the same each time, so that a run can be repeated."""
    number = crc32(repr(invented).encode())
    return real[number // 4 % len(real)] if real and number % 4 else invented


def _fits(case, location):
    """Whether this part of the request was made to fit, and was not taken from an earlier answer."""
    meta = case._meta
    return meta is None or (not meta.is_negative_at(location) and meta.phase.name != "stateful")


@schemathesis.hook
def before_call(context, case, **kwargs):
    parameters = {**SEEDS["parameters"], **SEEDS["of_operations"].get(_id(case), {})}
    if _fits(case, ParameterLocation.PATH):
        for name, value in (case.path_parameters or {}).items():
            case.path_parameters[name] = _chosen(value, parameters.get(name))
    if _fits(case, ParameterLocation.BODY) and isinstance(case.body, dict):
        case.body = _chosen(case.body, SEEDS["bodies"].get(_id(case)))


@schemathesis.hook
def after_call(context, case, response):
    # A request with a method that is not described borrows an operation.
    if case.method.upper() == case.operation.method.upper():
        with _lock:
            _statuses[_id(case)][response.status_code] += 1


@atexit.register
def _report():
    Path(os.environ["HOMEWORK_FUZZ_REPORT"]).write_text(json.dumps(_statuses))
