"""What the deploying scripts have in common. boto3 finds credentials, region and AWS_ENDPOINT_URL by itself."""

import json
import os
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError, WaiterError
from samtranslator.yaml_helper import yaml_parse

# What `sam deploy --resolve-s3` keeps its bucket in.
SAM_STACK = "aws-sam-cli-managed-default"


class Refused(Exception):
    """Told in one line; there is nothing to trace."""


def client(service: str):
    return boto3.client(service)


def region() -> str:
    found = boto3.session.Session().region_name
    if not found:
        raise Refused("no region is chosen: pass --region, or set AWS_REGION")
    return found


def local_endpoint() -> str | None:
    """Where AWS is, when it is not AWS."""
    return os.environ.get("AWS_ENDPOINT_URL") or None


def stack(name: str) -> dict | None:
    """The stack, where there is one."""
    try:
        return client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def deployed(name: str) -> dict:
    """The stack, which must be there."""
    found = stack(name)
    if found is None:
        raise Refused(f"there is no stack {name}")
    return found


def template(name: str) -> dict:
    """The stack's template, after what AWS makes of it. One that asks for no transform is kept as it was sent."""
    sent = client("cloudformation").get_template(StackName=name, TemplateStage="Processed")["TemplateBody"]
    return yaml_parse(sent) if isinstance(sent, str) else sent


def parameters(described: dict) -> dict:
    return {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in described.get("Parameters", [])}


def outputs(described: dict) -> dict:
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}


def artifacts_bucket() -> str | None:
    """The bucket that `sam deploy --resolve-s3` keeps for the account in this region, once it has made it."""
    managed = stack(SAM_STACK)
    return outputs(managed).get("SourceBucket") if managed else None


def empty_bucket(name: str, prefix: str = "") -> int:
    """Deletes every version of every object below the prefix; says how many there were."""
    s3, deleted = client("s3"), 0
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name, Prefix=prefix):
        found = page.get("Versions", []) + page.get("DeleteMarkers", [])
        objects = [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in found]
        if objects:
            s3.delete_objects(Bucket=name, Delete={"Objects": objects, "Quiet": True})
            deleted += len(objects)
    return deleted


def run(main) -> None:
    """Reads one JSON document from standard input, runs `main` with it and writes what it returns, as JSON, to
    standard output; what people are told goes to standard error."""
    try:
        json.dump(main(json.load(sys.stdin)), sys.stdout)
    except (Refused, BotoCoreError, ClientError, WaiterError, OSError) as error:
        say(f"error: {error}")
        sys.exit(1)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
