"""Makes what an earlier release made for a partner: a plan of its own and a key without a tag, both in no stack.

Reads {"stack"}; writes the plan's id.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from aws import client, outputs, run, stack


def main(request: dict) -> str:
    gateway = client("apigateway")
    name = "homework-partner-01JD00000000000000000000ZZ"
    stages = [{"apiId": outputs(stack(request["stack"]))["ApiId"], "stage": "live"}]
    plan = gateway.create_usage_plan(name=name, apiStages=stages)["id"]
    key = gateway.create_api_key(name=f"{name}-abcdefgh", value="e" * 64, enabled=True)["id"]
    gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
    return plan


if __name__ == "__main__":
    run(main)
