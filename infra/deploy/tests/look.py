"""What is in the local AWS, for the test of deployments.

Reads {"stack"}; writes
    template  the stack's template and those of the stacks in it, as they are after the transform, without what says
              only where code was uploaded to and by whom; null where there is no such stack
    left      [kind, name] of all there is, in any stack or in none
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from aws import client, run, stack

PLACES = {"S3Bucket", "S3Key", "TemplateURL"}
# The SAM CLI's own notes on each resource.
NOTES = {"SamResourceId"}


def main(request: dict) -> dict:
    name = request["stack"]
    return {"template": template(name) if stack(name) else None, "left": left()}


def template(name: str) -> dict:
    cloudformation = client("cloudformation")
    body = cloudformation.get_template(StackName=name, TemplateStage="Processed")["TemplateBody"]
    whole = json.loads(body) if isinstance(body, str) else json.loads(json.dumps(body))
    resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
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
        return {key: "…" if key in PLACES else placeless(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [placeless(inner) for inner in value]
    return value


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
]
ARGUMENTS = {"list_user_pools": {"MaxResults": 60}}


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
