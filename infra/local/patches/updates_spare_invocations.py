"""AWS: an invocation that is under way when its function is updated or deleted ends with the code that it began with.

ministack kills the process in the midst of it.
"""

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

_kill_workers = lambda_runtime.kill_workers
_release_worker = lambda_runtime.release_worker


def _is_at_work(worker):
    return worker is not None and worker.in_use and worker._proc is not None and worker._proc.poll() is None


def _kill_idle_workers(workers):
    workers = list(workers)
    for worker in filter(_is_at_work, workers):
        worker.is_last_invocation = True
    _kill_workers([worker for worker in workers if not _is_at_work(worker)])


def _release_and_end(worker):
    _release_worker(worker)
    if getattr(worker, "is_last_invocation", False):
        _kill_workers([worker])


def install():
    lambda_runtime.kill_workers = _kill_idle_workers
    for module in (lambda_runtime, lambda_svc):
        module.release_worker = _release_and_end
