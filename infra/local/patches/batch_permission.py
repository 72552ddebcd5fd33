"""AWS: who may send messages to a queue may send them in batches; SQS has no permission for batches.

ministack asks for a permission of the batch operation's own name.
"""

from ministack.core import iam_actions

_extract_iam_action = iam_actions.extract_iam_action


def _of_one_message(service, *rest):
    action = _extract_iam_action(service, *rest)
    return action.removesuffix("Batch") if service == "sqs" and action else action


def install():
    iam_actions.extract_iam_action = _of_one_message
