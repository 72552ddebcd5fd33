"""What is in the local AWS, for the test of deployments.

Reads {"stack"}; writes
    template  the stack's template and those of the stacks in it, as they are after the transform, without what says
              only where code was uploaded to and by whom; null where there is no such stack
    webhooks  the version that Twilio's calls and news go to, and the addresses that they go to it by
    tracing   how its functions are traced, each way once
    left      [kind, name] of all there is, in any stack or in none
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

import aws
from aws import client, run, stack

PLACES = {"S3Bucket", "S3Key", "TemplateURL"}
# A version is named by the code that it is of.
VERSION = re.compile(r"Version[0-9a-f]{10}$")
# The SAM CLI's own notes on each resource.
NOTES = {"SamResourceId"}


def main(request: dict) -> dict:
    name = request["stack"]
    deployed = stack(name)
    if deployed is None:
        return {"template": None, "webhooks": None, "tracing": [], "left": left()}
    return {
        "template": template(name),
        "webhooks": webhooks(name, aws.outputs(deployed)),
        "tracing": tracing(name),
        "left": left(),
    }


def webhooks(name: str, told: dict) -> dict:
    functions = client("lambda")
    aliases = [functions.get_alias(FunctionName=f"{name}-twilio-{part}", Name="live") for part in ("voice", "status")]
    return {
        "versions": [alias["FunctionVersion"] for alias in aliases],
        "addresses": [told["VoiceUrl"], told["StatusUrl"]],
    }


def tracing(name: str) -> list:
    functions = client("lambda").list_functions()["Functions"]
    own = [function for function in functions if function["FunctionName"].startswith(f"{name}-")]
    return sorted({function["TracingConfig"]["Mode"] for function in own})


def template(name: str) -> dict:
    whole = aws.template(name)
    resources = client("cloudformation").describe_stack_resources(StackName=name)["StackResources"]
    nested = {r["LogicalResourceId"]: r for r in resources if r["ResourceType"] == "AWS::CloudFormation::Stack"}
    return {
        "resources": placeless(whole["Resources"]),
        "outputs": placeless(whole.get("Outputs", {})),
        "nested": {logical: template(r["PhysicalResourceId"]) for logical, r in sorted(nested.items())},
    }


def placeless(value):
    if isinstance(value, dict) and value and NOTES.issuperset(value.get("Metadata", [None])):
        value = {key: inner for key, inner in value.items() if key != "Metadata"}
    if isinstance(value, dict):
        return {placeless(key): "…" if key in PLACES else placeless(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [placeless(inner) for inner in value]
    return VERSION.sub("Version", value) if isinstance(value, str) else value


# Kind, service, operation, the list in its answer, and what names an entry.
LISTS = [
    ("AWS::ApiGateway::ApiKey", "apigateway", "get_api_keys", "items", "name"),
    ("AWS::ApiGateway::RestApi", "apigateway", "get_rest_apis", "items", "name"),
    ("AWS::ApiGateway::UsagePlan", "apigateway", "get_usage_plans", "items", "name"),
    ("AWS::CloudFormation::Stack", "cloudformation", "list_stacks", "StackSummaries", "StackName"),
    ("AWS::CloudWatch::Alarm", "cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("AWS::Cognito::UserPool", "cognito-idp", "list_user_pools", "UserPools", "Id"),
    ("AWS::DynamoDB::Table", "dynamodb", "list_tables", "TableNames", None),
    ("AWS::Events::Rule", "events", "list_rules", "Rules", "Name"),
    ("AWS::IAM::Role", "iam", "list_roles", "Roles", "RoleName"),
    ("AWS::Lambda::EventSourceMapping", "lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
    ("AWS::Lambda::Function", "lambda", "list_functions", "Functions", "FunctionName"),
    ("AWS::Logs::LogGroup", "logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("AWS::S3::Bucket", "s3", "list_buckets", "Buckets", "Name"),
    ("AWS::SNS::Topic", "sns", "list_topics", "Topics", "TopicArn"),
    ("AWS::SQS::Queue", "sqs", "list_queues", "QueueUrls", None),
    ("AWS::SecretsManager::Secret", "secretsmanager", "list_secrets", "SecretList", "Name"),
    ("AWS::WAFv2::WebACL", "wafv2", "list_web_acls", "WebACLs", "Name"),
]
ARGUMENTS = {"list_user_pools": {"MaxResults": 60}, "list_web_acls": {"Scope": "REGIONAL"}}


def left() -> list:
    found = []
    for kind, service, operation, listed, named in LISTS:
        answer = getattr(client(service), operation)(**ARGUMENTS.get(operation, {}))
        there = [entry for entry in answer.get(listed, []) if not deleted(entry)]
        found += [[kind, entry[named] if named else entry] for entry in there]
    distributions = client("cloudfront").list_distributions()["DistributionList"].get("Items", [])
    return found + [["AWS::CloudFront::Distribution", entry["Id"]] for entry in distributions]


def deleted(entry) -> bool:
    return isinstance(entry, dict) and entry.get("StackStatus") == "DELETE_COMPLETE"


if __name__ == "__main__":
    run(main)
