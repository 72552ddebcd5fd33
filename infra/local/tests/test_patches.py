"""Each patch is needed, and does what it says: ministack is asked the same without it and with it."""

import json
import sys
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent.parent))

import patches
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import apigateway_v1, cloudformation, cloudwatch, dynamodb, sqs, tagging, waf
from ministack.services.cloudformation import handlers, provisioners


def body_of(answer):
    return json.loads(answer[2])


class Patches(unittest.TestCase):
    def restores(self, patch, ask, of_aws):
        """Holds that `patch`, and nothing before it, makes ministack answer as AWS does."""
        name = patch.__name__.rpartition(".")[2]
        self.tested.add(patch)
        self.assertNotEqual(ask(), of_aws, f"ministack does it by itself: patches/{name}.py can go")
        patch.install()
        self.assertEqual(ask(), of_aws)

    tested = set()

    @classmethod
    def tearDownClass(cls):
        untested = {patch.__name__ for patch in patches.ALL} - {patch.__name__ for patch in cls.tested}
        # One has tests of its own beside these.
        assert untested == {"patches.ordered_queries"}, f"no test for {untested}"

    def test_usage_plans_of_key(self):
        def named_of_two():
            plans = [body_of(apigateway_v1._create_usage_plan({"name": name}))["id"] for name in ("one", "other")]
            apigateway_v1._create_usage_plan_key(plans[1], {"keyId": "key"})
            listed = body_of(apigateway_v1._get_usage_plans({"keyId": ["key"]}))["item"]
            for plan in plans:
                apigateway_v1._delete_usage_plan(plan)
            return [plan["name"] for plan in listed]

        self.restores(patches.usage_plans_of_key, named_of_two, ["other"])

    def test_gateway_tags(self):
        def tags_of_request_and_key():
            key = body_of(apigateway_v1._create_api_key({"name": "k", "tags": {"a:b": "c"}}))["id"]
            region = next(region for (_, region, name), _ in apigateway_v1._api_keys.all_items() if name == key)
            arn = f"arn:aws:apigateway:{region}::/apikeys/{key}"
            asked = iam_actions.request_tag_context("apigateway", "apigateway:POST", b'{"tags": {"a:b": "c"}}', {})
            return asked.get("aws:requesttag/a:b"), tagging.resource_tags(arn)

        self.restores(patches.gateway_tags, tags_of_request_and_key, ("c", {"a:b": "c"}))

    def test_requests_over_tls(self):
        def seen_by_policies():
            return iam_evaluator._resolve_condition_key("aws:SecureTransport", mock.Mock(secure_transport=False))

        self.restores(patches.requests_over_tls, seen_by_policies, "true")

    def test_any_method(self):
        def imported_methods():
            spec = {"paths": {"/a": {"x-amazon-apigateway-any-method": {}}}}
            api = apigateway_v1._import_rest_api(spec)
            resources = apigateway_v1._resources[api].values()
            return [method for resource in resources for method in resource.get("resourceMethods", {})]

        self.restores(patches.any_method, imported_methods, ["ANY"])

    def test_gateway_responses(self):
        def imported_status():
            responses = {"ACCESS_DENIED": {"statusCode": "418", "responseTemplates": {"a/b": "c"}}}
            api = apigateway_v1._import_rest_api({"x-amazon-apigateway-gateway-responses": responses})
            return body_of(apigateway_v1._get_gateway_response(api, "ACCESS_DENIED"))["statusCode"]

        self.restores(patches.gateway_responses, imported_status, "418")

    def test_batch_permission(self):
        def asked_for():
            target = {"x-amz-target": "AmazonSQS.SendMessageBatch"}
            return iam_actions.extract_iam_action("sqs", "POST", "/", target, b"{}", {})

        self.restores(patches.batch_permission, asked_for, "sqs:SendMessage")

    def test_conditions_read_once(self):
        def readings_of_the_same_condition():
            with mock.patch.object(dynamodb, "_COND_TOKEN_RE", wraps=dynamodb._COND_TOKEN_RE) as tokens:
                for _ in range(3):
                    dynamodb._condition_syntax_error("attribute_exists(pk)", "ConditionExpression")
            return tokens.finditer.call_count

        self.restores(patches.conditions_read_once, readings_of_the_same_condition, 1)

    def test_nested_updates(self):
        cloudformation._stacks["within"] = {"_resources": {"Role": {"Attributes": {"Arn": "arn"}}}}

        def attributes_of_what_stays():
            role = ("AWS::IAM::Role", "role", {"Path": "/"}, {"Path": "/"}, "within", "Role")
            return provisioners._update_resource(*role)[1]

        self.restores(patches.nested_updates, attributes_of_what_stays, {"Arn": "arn"})

    def test_updates_spare_invocations(self):
        def is_killed_at_work_and_after():
            worker = mock.Mock(in_use=True, is_last_invocation=False)
            process = worker._proc
            process.poll.return_value = None
            lambda_runtime.kill_workers([worker])
            at_work = process.terminate.called
            lambda_runtime.release_worker(worker)
            return at_work, process.terminate.called

        self.restores(patches.updates_spare_invocations, is_killed_at_work_and_after, (False, True))

    def test_firewall_association(self):
        def is_guarded():
            kind = "AWS::WAFv2::WebACLAssociation"
            _, acl, _ = waf.create_web_acl_record("acl", "REGIONAL", {"DefaultAction": {"Allow": {}}})
            wanted = {"WebACLArn": acl, "ResourceArn": "arn:aws:apigateway:us-east-1::/restapis/api/stages/live"}
            handler = provisioners._RESOURCE_HANDLERS.get(kind)
            if handler is None:
                return False
            made, _ = handler["create"]("Association", wanted, "stack")
            there = wanted["ResourceArn"] in waf._associations
            handler["delete"](made, wanted)
            return there and wanted["ResourceArn"] not in waf._associations

        self.restores(patches.firewall_association, is_guarded, True)

    def test_transform_parameters(self):
        function = {
            "Runtime": "provided.al2023",
            "Handler": "bootstrap",
            "CodeUri": "s3://bucket/key",
            "AutoPublishAlias": "live",
            "DeploymentPreference": {"Enabled": {"Ref": "Gradual"}, "Type": "AllAtOnce"},
        }
        template = {
            "Transform": "AWS::Serverless-2016-10-31",
            "Parameters": {"Gradual": {"Type": "String"}},
            "Resources": {"Function": {"Type": "AWS::Serverless::Function", "Properties": function}},
        }

        def is_gradual():
            transformed = handlers._apply_transforms(template, [{"Key": "Gradual", "Value": "false"}])
            kinds = {resource["Type"] for resource in transformed["Resources"].values()}
            return "AWS::CodeDeploy::DeploymentGroup" in kinds

        self.restores(patches.transform_parameters, is_gradual, False)


    def test_message_moves(self):
        def come_back_from_the_dead():
            urls = [body_queue({"QueueName": name}) for name in ("dead", "alive")]
            dead, alive = (sqs._get_q(url) for url in urls)
            dead_arn, alive_arn = (queue["attributes"]["QueueArn"] for queue in (dead, alive))
            policy = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 1})
            sqs._act_set_queue_attributes({"Attributes": {"RedrivePolicy": policy}}, urls[1])
            for url in urls:
                sqs._act_send_message({"MessageBody": "by hand"}, url)
            alive["messages"][0]["receive_count"] = 1
            sqs._dlq_sweep(alive)
            start = sqs._HANDLERS.get("StartMessageMoveTask")
            if start:
                start({"SourceArn": dead_arn}, "")
            counts = len(dead["messages"]), len(alive["messages"])
            for url in urls:
                sqs._act_delete_queue({}, url)
            return counts

        def body_queue(wanted):
            return sqs._act_create_queue(wanted, "")["QueueUrl"]

        # What came from no queue stays.
        self.restores(patches.message_moves, come_back_from_the_dead, (1, 1))

    def test_alarms_of_dimensions(self):
        def state_after_a_message_elsewhere():
            alarm = {
                "AlarmName": "a", "Namespace": "AWS/SQS", "MetricName": "Messages", "Statistic": "Maximum",
                "Dimensions": [{"Name": "QueueName", "Value": "mine"}], "Threshold": 1,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold", "StateValue": "OK",
            }
            cloudwatch.record_metric("AWS/SQS", "Messages", 5, dimensions={"QueueName": "another"})
            cloudwatch._evaluate_alarm(alarm)
            return alarm["StateValue"]

        self.restores(patches.alarms_of_dimensions, state_after_a_message_elsewhere, "OK")


if __name__ == "__main__":
    unittest.main()
