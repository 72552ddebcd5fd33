"""AWS: dead letters are sent back, by a task of their queue's, to the queues that they came from.

ministack knows no such tasks. Here they are done at once; what was put among the dead letters by hand has no queue to
go back to, and stays.
"""

import json
import time
import uuid

from ministack.services import sqs


def _start(data, _url):
    dead_letters = sqs._queue_by_arn(data.get("SourceArn", ""))
    if dead_letters is None:
        raise sqs._Err("ResourceNotFoundException", "The resource that you specified for SourceArn doesn't exist.")
    if not _is_used(data["SourceArn"]):
        raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
    staying = []
    for message in dead_letters["messages"]:
        came_from = sqs._queue_by_arn(data.get("DestinationArn") or message["sys"].get("DeadLetterQueueSourceArn", ""))
        if came_from is None:
            staying.append(message)
            continue
        came_from["messages"].append({**message, "receipt_handle": None, "receive_count": 0, "visible_at": time.time()})
    dead_letters["messages"] = staying
    sqs.esm_wake.set()
    return {"TaskHandle": str(uuid.uuid4())}


def _is_used(arn):
    policies = (queue["attributes"].get("RedrivePolicy") for queue in sqs._queues.values())
    return any(json.loads(policy).get("deadLetterTargetArn") == arn for policy in policies if policy)


def install():
    sqs._HANDLERS["StartMessageMoveTask"] = _start
