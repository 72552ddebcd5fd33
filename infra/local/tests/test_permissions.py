"""What infra/permissions.yaml allows, as the local AWS weighs it: the audit trail is added to, and never changed."""

import pathlib
import unittest

from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document
from samtranslator.yaml_helper import yaml_parse

TEMPLATE = pathlib.Path(__file__).parents[2] / "permissions.yaml"
TABLE = "TableArn"
# Those behind the operators' API whose operations take more than a viewer.
KEEP_THE_TRAIL = {"Leads", "Calls", "Meetings", "Campaigns", "Settings", "Playground", "Partners"}


def plain(value):
    """The template's values with what they refer to by name."""
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in ("Ref", "Fn::Sub"):
        return next(iter(value.values()))
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def roles():
    resources = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))["Resources"]
    for name, resource in resources.items():
        if resource["Type"] == "AWS::IAM::Role":
            documents = [policy["PolicyDocument"] for policy in resource["Properties"]["Policies"]]
            yield name, [parse_policy_document(plain(document)) for document in documents]


def on_queue(policies, action: str, queue: str) -> str:
    return evaluate(EvalContext("arn:aws:sts::0:assumed-role/r/s", "AssumedRole", "0", f"sqs:{action}", queue, "r"), policies).decision


def decision(policies, action: str, key: str) -> str:
    context = EvalContext("arn:aws:sts::0:assumed-role/r/s", "AssumedRole", "0", f"dynamodb:{action}", TABLE, "r")
    context.service_context = {"dynamodb:leadingkeys": [key]}
    return evaluate(context, policies).decision


class Permissions(unittest.TestCase):
    def test_nobody_changes_the_audit_trail(self):
        changing = 0
        for name, policies in roles():
            for action in ("DeleteItem", "UpdateItem"):
                self.assertNotEqual(decision(policies, action, "AUDIT#2026-11-23"), "Allow", f"{name} {action}")
                changing += decision(policies, action, "LEAD#1") == "Allow"
            self.assertNotEqual(decision(policies, "BatchWriteItem", "AUDIT#2026-11-23"), "Allow", name)
        self.assertGreater(changing, 10, "what else there is can be changed")

    def test_whoever_serves_operators_adds_to_it(self):
        adding = {name for name, policies in roles() if decision(policies, "PutItem", "AUDIT#2026-11-23") == "Allow"}
        self.assertLessEqual(KEEP_THE_TRAIL, adding)

    def test_whoever_shows_the_queues_takes_nothing_off_them(self):
        queues = {name for name in yaml_parse(TEMPLATE.read_text(encoding="utf-8"))["Parameters"] if name.endswith(("QueueArn", "DeadLettersArn"))}
        self.assertEqual(len(queues), 13)
        settings = dict(roles())["Settings"]
        for queue in queues:
            self.assertEqual(on_queue(settings, "GetQueueAttributes", queue), "Allow", queue)
            for action in ("ReceiveMessage", "DeleteMessage", "PurgeQueue", "SendMessage"):
                self.assertNotEqual(on_queue(settings, action, queue), "Allow", f"{action} {queue}")


if __name__ == "__main__":
    unittest.main()
