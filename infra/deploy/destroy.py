"""Takes a stack away, with what it made outside of itself, and names what stays.

Reads {"stack", "look"}: with "look" it only tells. Writes {"takes": [line…], "leaves": [[kind, name]…]}.
"""

from collections import Counter

from aws import Refused, artifacts_bucket, client, deployed, empty_bucket, local_endpoint, outputs, run, say, template
from botocore.exceptions import WaiterError

RETAINING = ("Retain", "RetainExceptOnCreate")


def main(request: dict) -> dict:
    name = request["stack"]
    found = deployed(name)
    told = outputs(found)
    resources = resources_of(name)
    shared = {r.get("PhysicalResourceId") for r in resources if r["ResourceType"] == "AWS::ApiGateway::UsagePlan"}
    keys, plans = partners_keys(name, shared), partners_plans(told.get("ApiId"), shared)
    kept = retained(name)
    leaves = [[r["ResourceType"], r.get("PhysicalResourceId", "")] for r in resources if r["LogicalResourceId"] in kept]
    if request["look"]:
        going = Counter(r["ResourceType"] for r in resources if r["LogicalResourceId"] not in kept)
        takes = [f"{count} × {kind}" for kind, count in sorted(going.items())]
        outside = [f"{len(keys)} keys of partners", f"{len(plans)} usage plans that an earlier release made for partners"]
        return {"takes": [*takes, *outside], "leaves": leaves}

    for plan in plans:
        remove_plan(plan)
    for key in keys:
        client("apigateway").delete_api_key(apiKey=key)
    say(f"  ✓ {len(keys)} keys of partners deleted, and {len(plans)} usage plans of an earlier release")
    if "DashboardBucketName" in told:
        empty_bucket(told["DashboardBucketName"])
    delete(name, found["StackId"])
    say(f"  ✓ stack {name} deleted")
    remove_artifacts(name)
    return {"takes": [], "leaves": leaves}


def partners_keys(name: str, shared: set) -> set:
    """Partners' keys, which a function makes: those with the stack's tag, and those of an earlier release, which have
    none, in the plans that partners share."""
    gateway = client("apigateway")
    pages = gateway.get_paginator("get_api_keys").paginate()
    keys = [key for page in pages for key in page.get("items", [])]
    within = [gateway.get_paginator("get_usage_plan_keys").paginate(usagePlanId=plan) for plan in shared if plan]
    held = {key["id"] for pages in within for page in pages for key in page.get("items", [])}
    return held | {key["id"] for key in keys if key.get("tags", {}).get("homework:stack") == name}


def partners_plans(api: str | None, shared: set) -> list:
    """The usage plans that open this API, but for those that partners share: an earlier release made one for each
    partner, in no stack."""
    pages = client("apigateway").get_paginator("get_usage_plans").paginate()
    plans = [plan for page in pages for plan in page.get("items", []) if plan["id"] not in shared]
    return [plan for plan in plans if any(stage.get("apiId") == api for stage in plan.get("apiStages", []))]


def remove_plan(plan: dict) -> None:
    """Deletes the plan and every key of its partner, also one that was taken out of the plan: they begin with the
    plan's name. A plan that covers a stage can be deleted no more than the stage."""
    gateway = client("apigateway")
    keys = gateway.get_paginator("get_api_keys").paginate(nameQuery=plan["name"])
    for key in [key for page in keys for key in page.get("items", [])]:
        gateway.delete_api_key(apiKey=key["id"])
    for stage in plan["apiStages"]:
        value = f"{stage['apiId']}:{stage['stage']}"
        operation = {"op": "remove", "path": "/apiStages", "value": value}
        gateway.update_usage_plan(usagePlanId=plan["id"], patchOperations=[operation])
    gateway.delete_usage_plan(usagePlanId=plan["id"])


def resources_of(name: str) -> list:
    """The stack's resources, and those of the stacks in it."""
    pages = client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=name)
    found = [resource for page in pages for resource in page["StackResourceSummaries"]]
    nested = [r for r in found if r["ResourceType"] == "AWS::CloudFormation::Stack" and r.get("PhysicalResourceId")]
    return found + [inner for within in nested for inner in resources_of(within["PhysicalResourceId"])]


def retained(name: str) -> set:
    """The resources that the stack's template keeps when the stack goes."""
    # A function's versions are kept from one deployment to the next, and go with the function.
    resources = [(k, r) for k, r in template(name)["Resources"].items() if r["Type"] != "AWS::Lambda::Version"]
    return {logical for logical, resource in resources if resource.get("DeletionPolicy") in RETAINING}


def delete(name: str, stack_id: str) -> None:
    cloudformation = client("cloudformation")
    cloudformation.update_termination_protection(StackName=name, EnableTerminationProtection=False)
    cloudformation.delete_stack(StackName=name)
    # A distribution takes AWS a quarter of an hour.
    pace = {"Delay": 0.25, "MaxAttempts": 2400} if local_endpoint() else {"Delay": 10, "MaxAttempts": 360}
    try:
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=stack_id, WaiterConfig=pace)
    except WaiterError as error:
        events = cloudformation.describe_stack_events(StackName=stack_id)["StackEvents"]
        failed = [e for e in events if e["ResourceStatus"] == "DELETE_FAILED"]
        reasons = [f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', 'no reason given')}" for e in failed]
        raise Refused(f"the stack was not deleted: {'; '.join(reasons) or error}") from error


def remove_artifacts(name: str) -> None:
    """What `sam deploy` uploaded for this stack; the bucket is shared with whatever else SAM deploys here."""
    bucket = artifacts_bucket()
    if bucket:
        say(f"  ✓ {empty_bucket(bucket, f'{name}/')} artifacts deleted from {bucket}")


if __name__ == "__main__":
    run(main)
