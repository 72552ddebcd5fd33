"""Deploys template.yaml to the local AWS, as `sam deploy` does to the real one.

Reads one JSON document from standard input:
    endpoint    address of the local AWS
    region      region to deploy to
    stack_name  name of the stack
    template    path of template.yaml
    code        folder that holds <package>/bootstrap for every function
    parameters  template parameters that differ from their defaults
    secrets     vendor name -> document to store in the secret <stack_name>/<vendor>
    operator    {"username", "password"} of the operator to create, an admin
Writes one JSON document to standard output:
    outputs            the stack's outputs
    functions          short name -> real name
    dashboard_headers  [name, value] of what CloudFront adds to the dashboard's pages
What goes wrong is told in one line on standard error, with exit code 1.
"""

import io
import json
import pathlib
import shlex
import sys
import zipfile

import boto3
from botocore.exceptions import BotoCoreError, ClientError, WaiterError
from samtranslator.yaml_helper import yaml_parse

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


def main() -> None:
    request = json.load(sys.stdin)
    session = boto3.Session(
        aws_access_key_id="test", aws_secret_access_key="test", region_name=request["region"]
    )

    def client(service: str):
        return session.client(service, endpoint_url=request["endpoint"])

    stack = request["stack_name"]
    template_url = package(client("s3"), f"{stack}-code", request)
    outputs = deploy(client("cloudformation"), stack, template_url, request["parameters"])
    store_secrets(client("secretsmanager"), stack, request["secrets"])
    create_operator(client("cognito-idp"), outputs["UserPoolId"], request["operator"])
    deployed = {
        "outputs": outputs,
        "functions": functions(client("cloudformation"), stack),
        "dashboard_headers": dashboard_headers(client("cloudfront"), outputs["DashboardHeadersId"]),
    }
    json.dump(deployed, sys.stdout)


def package(s3, bucket: str, request: dict) -> str:
    """Uploads the functions' code and the templates that point at it; returns the address of the outermost."""
    s3.create_bucket(Bucket=bucket)
    code = pathlib.Path(request["code"])

    def upload(path: pathlib.Path) -> str:
        template = yaml_parse(path.read_text(encoding="utf-8"))
        for resource in template["Resources"].values():
            properties = resource.get("Properties", {})
            if resource["Type"] == "AWS::Serverless::Function":
                name = pathlib.PurePath(properties["CodeUri"]).name
                s3.put_object(Bucket=bucket, Key=f"{name}.zip", Body=zipped(code / name / "bootstrap"))
                properties["CodeUri"] = f"s3://{bucket}/{name}.zip"
            elif resource["Type"] == "AWS::CloudFormation::Stack":
                properties["TemplateURL"] = upload(path.parent / properties["TemplateURL"])
        s3.put_object(Bucket=bucket, Key=path.name, Body=json.dumps(template).encode())
        return f"{request['endpoint']}/{bucket}/{path.name}"

    return upload(pathlib.Path(request["template"]))


def zipped(bootstrap: pathlib.Path) -> bytes:
    """The zip that Lambda expects. It holds the way to the program, which the local AWS would keep in memory, and
    unpack, twenty times over."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, f"#!/bin/sh\nexec {shlex.quote(str(bootstrap.resolve(strict=True)))}\n")
    return buffer.getvalue()


def deploy(cloudformation, stack: str, template_url: str, parameters: dict) -> dict:
    """Creates the stack and returns its outputs. A failure names the resource that failed."""
    cloudformation.create_stack(
        StackName=stack,
        TemplateURL=template_url,
        Capabilities=CAPABILITIES,
        Parameters=[{"ParameterKey": k, "ParameterValue": str(v)} for k, v in parameters.items()],
    )
    try:
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName=stack, WaiterConfig={"Delay": 0.25, "MaxAttempts": 480}
        )
    except WaiterError:
        events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
        failed = [e for e in reversed(events) if e["ResourceStatus"].endswith("FAILED")]
        reasons = [f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', 'no reason given')}" for e in failed]
        fail("the stack was not created: " + ("; ".join(reasons) or "no reason given"))
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def functions(cloudformation, stack: str) -> dict:
    """Short name -> real name of every function of the stack."""
    resources = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    names = [r["PhysicalResourceId"] for r in resources if r["ResourceType"] == "AWS::Lambda::Function"]
    return {name.removeprefix(f"{stack}-"): name for name in names}


def dashboard_headers(cloudfront, policy: str) -> list:
    """What CloudFront adds to an answer by this policy."""
    config = cloudfront.get_response_headers_policy(Id=policy)["ResponseHeadersPolicy"][
        "ResponseHeadersPolicyConfig"
    ]
    security = config["SecurityHeadersConfig"]
    headers = [
        ["content-security-policy", security["ContentSecurityPolicy"]["ContentSecurityPolicy"]],
        ["x-content-type-options", "nosniff"],
        ["x-frame-options", security["FrameOptions"]["FrameOption"]],
        ["referrer-policy", security["ReferrerPolicy"]["ReferrerPolicy"]],
    ]
    custom = [[item["Header"], item["Value"]] for item in config["CustomHeadersConfig"]["Items"]]
    return headers + custom


def store_secrets(secretsmanager, stack: str, secrets: dict) -> None:
    for vendor, document in secrets.items():
        secretsmanager.put_secret_value(SecretId=f"{stack}/{vendor}", SecretString=json.dumps(document))


def create_operator(cognito, pool: str, operator: dict) -> None:
    cognito.admin_create_user(
        UserPoolId=pool,
        Username=operator["username"],
        UserAttributes=[
            {"Name": "email", "Value": operator["username"]},
            {"Name": "email_verified", "Value": "true"},
        ],
        MessageAction="SUPPRESS",
    )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=operator["username"], Password=operator["password"], Permanent=True
    )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=operator["username"], GroupName="admin")


def fail(reason: str) -> None:
    sys.exit(f"deploy: {reason}")


if __name__ == "__main__":
    try:
        main()
    except (BotoCoreError, ClientError, OSError) as error:
        fail(str(error))
