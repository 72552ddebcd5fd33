"""AWS: an alarm looks at the one metric that has its name and exactly its dimensions.

ministack looks at every metric of the name, so that one queue's messages raise the alarms of all queues.
"""

from ministack.services import cloudwatch

_evaluate = cloudwatch._evaluate_alarm


class _Only:
    """The metrics, as far as they have these dimensions."""

    def __init__(self, metrics, dimensions):
        self._metrics, self._dimensions = metrics, dimensions

    def items(self):
        return [entry for entry in self._metrics.items() if entry[0][2] == self._dimensions]


def _by_dimensions(alarm):
    every = cloudwatch._metrics
    cloudwatch._metrics = _Only(every, cloudwatch._dims_key(cloudwatch._dims_from_list(alarm.get("Dimensions") or [])))
    try:
        _evaluate(alarm)
    finally:
        cloudwatch._metrics = every


def install():
    cloudwatch._evaluate_alarm = _by_dimensions
