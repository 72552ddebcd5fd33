"""What the templates say, where no linter looks."""

import json
import re
import unittest
from fnmatch import fnmatchcase
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[3]
KEYS = ("/apikeys", "/apikeys/abc", "/tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Fapikeys%2Fabc")


def resources(template):
    return yaml_parse((ROOT / template).read_text(encoding="utf-8"))["Resources"]


def listed(value):
    return value if isinstance(value, list) else [value]


def is_about_keys(statement):
    """Whether it is about keys of API Gateway, be it by a wildcard."""
    if not any(action.startswith(("apigateway:", "*")) for action in listed(statement["Action"])):
        return False
    named = [resource.get("Fn::Sub", "*") if isinstance(resource, dict) else resource for resource in listed(statement["Resource"])]
    # ${!*} is IAM's ${*}, a star itself; anything else is filled in.
    paths = [re.sub(r"\$\{[^}]*\}", "*", name).rpartition("::")[2] for name in named]
    return any(fnmatchcase(key, path) for key in KEYS for path in paths)


def is_bound_to_the_stack(statement):
    equal = statement.get("Condition", {}).get("StringEquals", {})
    tags = [equal.get(f"aws:{whose}/homework:stack") for whose in ("RequestTag", "ResourceTag")]
    return {"Ref": "Name"} in tags


class Templates(unittest.TestCase):
    def test_only_the_stacks_own_keys_are_touched(self):
        roles = resources("infra/permissions.yaml")
        policies = [policy for role in roles.values() for policy in role["Properties"].get("Policies", [])]
        statements = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
        about_keys = [statement for statement in statements if is_about_keys(statement)]
        self.assertEqual([s for s in about_keys if not is_bound_to_the_stack(s)], [])
        self.assertEqual(sorted(a for s in about_keys for a in listed(s["Action"])), [f"apigateway:{verb}" for verb in ("DELETE", "POST", "PUT")])

    def test_a_statement_on_any_key_is_found(self):
        arn = "arn:${AWS::Partition}:apigateway:${AWS::Region}::"
        for resource in ("*", f"{arn}/*", f"{arn}/apikeys", f"{arn}/apikeys/*", f"{arn}/tags/*"):
            statement = {"Effect": "Allow", "Action": "apigateway:GET", "Resource": [{"Fn::Sub": resource}]}
            self.assertTrue(is_about_keys(statement) and not is_bound_to_the_stack(statement), resource)
        elsewhere = {"Effect": "Allow", "Action": "apigateway:GET", "Resource": {"Fn::Sub": f"{arn}/usageplans"}}
        self.assertFalse(is_about_keys(elsewhere))

    def test_access_logs_name_nobody(self):
        told = resources("template.yaml")["Api"]["Properties"]["AccessLogSetting"]["Fn::If"][1]["Format"]
        variables = {value.removeprefix("$context.") for value in json.loads(told).values()}
        # No path and no query, which have ids and numbers in them, no address and no claims but the subject.
        self.assertEqual(
            variables,
            {"requestId", "requestTimeEpoch", "httpMethod", "resourcePath", "status", "responseLatency"}
            | {"authorizer.claims.sub", "identity.apiKeyId", "error.responseType"},
        )

    def test_the_plans_are_those_that_partners_are_put_into(self):
        source = (ROOT / "shared/domain/src/partner.rs").read_text(encoding="utf-8")
        most = re.search(r"RATE_LIMIT_MAX: u32 = (\d+);", source)[1]
        limits = re.search(r"PLAN_LIMITS: \[u32; \d+\] = \[(.*)\];", source)[1].replace("RATE_LIMIT_MAX", most)
        plans = [plan["Properties"] for plan in resources("infra/partner-plans.yaml").values()]
        self.assertEqual(limits, ", ".join(str(plan["Throttle"]["BurstLimit"]) for plan in plans))
        for plan in plans:
            limit = plan["Throttle"]["BurstLimit"]
            self.assertEqual(plan["UsagePlanName"], {"Fn::Sub": f"${{Name}}-partners-{limit}"})
            self.assertEqual(plan["Throttle"]["RateLimit"] * 60, limit)


class Concurrency(unittest.TestCase):
    def test_none_is_kept_for_the_webhooks_unless_asked_for(self):
        template = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
        for part in ("Voice", "Status"):
            parameter, condition = f"{part}Concurrency", f"ReservesFor{part}"
            self.assertEqual(template["Parameters"][parameter]["Default"], 0)
            asked_for = {"Fn::Not": [{"Fn::Equals": [{"Ref": parameter}, 0]}]}
            self.assertEqual(template["Conditions"][condition], asked_for)
            kept = template["Resources"][f"Twilio{part}Function"]["Properties"]["ReservedConcurrentExecutions"]
            self.assertEqual(kept, {"Fn::If": [condition, {"Ref": parameter}, {"Ref": "AWS::NoValue"}]})


class Alarms(unittest.TestCase):
    """Each alarm looks at a metric that there is, and tells whom it calls what to do."""

    # What AWS measures, by which dimensions.
    OF_AWS = {
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): ["QueueName"],
        ("AWS/SQS", "ApproximateAgeOfOldestMessage"): ["QueueName"],
        ("AWS/Lambda", "IteratorAge"): ["FunctionName"],
        ("AWS/Lambda", "Throttles"): ["FunctionName"],
        # Of all functions together.
        ("AWS/Lambda", "RecursiveInvocationsDropped"): [],
        ("AWS/ApiGateway", "5XXError"): ["ApiName"],
    }
    OWN = {"Fn::Sub": "HomeWork/${Name}"}

    def setUp(self):
        described = resources("infra/alarms.yaml")
        self.alarms = {name: r["Properties"] for name, r in described.items() if r["Type"] == "AWS::CloudWatch::Alarm"}
        self.assertTrue(self.alarms)

    def test_what_they_look_at_is_measured(self):
        sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "shared").rglob("*.rs"))
        events = re.findall(r"target: metric::TARGET,(.*?)\);", sources, re.DOTALL)
        emitted = {name for event in events for name in re.findall(r"\b(\w+)(?= =|,|\s*$)", event)}
        for name, alarm in self.alarms.items():
            dimensions = alarm["Dimensions"] if isinstance(alarm["Dimensions"], list) else []
            if alarm["Namespace"] == self.OWN:
                self.assertIn(alarm["MetricName"], emitted, name)
                self.assertEqual(dimensions, [], name)
            else:
                metric = (alarm["Namespace"], alarm["MetricName"])
                self.assertEqual([d["Name"] for d in dimensions], self.OF_AWS.get(metric), name)

    def test_each_has_its_entry_in_the_runbook(self):
        runbook = (ROOT / "infra/runbook.md").read_text(encoding="utf-8").lower()
        for name, alarm in self.alarms.items():
            entry = re.search(r"Runbook: (.+)\.$", alarm["AlarmDescription"])
            self.assertTrue(entry, name)
            self.assertIn(f"\n## {entry[1].lower()}\n", runbook, name)
            self.assertEqual(alarm["AlarmActions"], [{"Ref": "Topic"}], name)


if __name__ == "__main__":
    unittest.main()
