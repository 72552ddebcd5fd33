"""What an account and its region need to have before the stack is deployed there.

Reads {"stack", "parameters", "dry_run"}, the parameters as NAME=VALUE; writes {"account", "region", "new"}: where it goes,
and whether there is no such stack yet.
Exit code 1 where deploying would fail, or lose what is stored. Unless it is a dry run, the table notes which release
comes.
"""

import list_shards
import schema
from aws import SAM_STACK, Refused, artifacts_bucket, client, parameters, region, run, say, stack
from botocore.exceptions import BotoCoreError, ClientError

# https://docs.aws.amazon.com/lambda/latest/dg/lambda-urls.html, read in November 2026.
WITHOUT_FUNCTION_URLS = {
    "ap-south-2", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ap-east-2", "ca-west-1",
    "eu-south-2", "eu-central-2", "il-central-1", "me-central-1",
}
# States from which a stack can be deployed; from the others it has to be brought first.
READY = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"}
ADVICE = {
    "ROLLBACK_COMPLETE": "it was never whole: delete it (cargo xtask destroy), then deploy again",
    "ROLLBACK_FAILED": "it was never whole: delete it (cargo xtask destroy), then deploy again",
    "DELETE_FAILED": "its deletion broke off: cargo xtask destroy goes on with it",
    "UPDATE_ROLLBACK_FAILED": "aws cloudformation continue-update-rollback brings it back first",
}
# A campaign's calls, its dashboard and what follows from both, at once.
COMFORTABLE_CONCURRENCY = 100
FIRST_SMALL_CONCURRENCY = 10


def main(request: dict) -> dict:
    identity = client("sts").get_caller_identity()
    here = region()
    say(f"  ✓ account {identity['Account']}, {here}, as {identity['Arn']}")
    function_urls(here)
    deployed = state(request["stack"])
    if deployed is not None:
        schema.check(request["stack"])
        lists = list_shards.check(parameters(deployed), asked_for(request["parameters"]))
    for check in (concurrency, bucket, mail, usage_plans, access_logs):
        asked(check)
    if deployed is not None and not request["dry_run"]:
        schema.note(request["stack"], lists.are_spread)
    return {"account": identity["Account"], "region": here, "new": deployed is None}


def asked(check) -> None:
    """What may not be asked with these credentials is said, and need not stop anybody."""
    try:
        check()
    except (ClientError, BotoCoreError) as error:
        say(f"  – {check.__doc__} cannot be asked: {error}")


def function_urls(here: str) -> None:
    if here in WITHOUT_FUNCTION_URLS:
        raise Refused(f"Lambda has no function URLs in {here}, and Twilio's webhooks are some: take another region")
    say(f"  ✓ {here} is not among the regions without function URLs")


def state(name: str) -> dict | None:
    deployed = stack(name)
    # Shown once as a change set, and never made.
    if deployed is None or deployed["StackStatus"] == "REVIEW_IN_PROGRESS":
        say(f"  ✓ there is no stack {name} yet: it will be created")
        return None
    status = deployed["StackStatus"]
    if status not in READY:
        raise Refused(f"stack {name} is {status}: {ADVICE.get(status, 'wait until it is done')}")
    say(f"  ✓ stack {name} is {status}: it will be updated")
    return deployed


def asked_for(arguments: list[str]) -> dict:
    return dict(argument.split("=", 1) for argument in arguments if "=" in argument)


def concurrency() -> None:
    """Lambda's concurrency"""
    limit = client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    if limit < FIRST_SMALL_CONCURRENCY:
        raise Refused(f"Lambda may run {limit} functions at once here: at least {FIRST_SMALL_CONCURRENCY} are needed")
    if limit < COMFORTABLE_CONCURRENCY:
        say(
            f"  ! Lambda may run {limit} functions at once here, as in a new account: enough to try, not for a campaign"
            f" (Service Quotas, Lambda, Concurrent executions: ask for {COMFORTABLE_CONCURRENCY} or more)"
        )
    else:
        say(f"  ✓ Lambda may run {limit} functions at once")


def bucket() -> None:
    """the bucket of SAM's artifacts"""
    found = artifacts_bucket()
    say(f"  ✓ artifacts go to {found or 'a bucket that will be made for them (stack ' + SAM_STACK + ')'}")


def mail() -> None:
    """SES"""
    account = client("sesv2").get_account()
    production = account.get("ProductionAccessEnabled")
    say(
        "  ✓ operators' invitations are sent by Cognito itself, at most 50 a day; SES is "
        + ("out of its sandbox" if production else "in its sandbox, which matters only once it is to send them")
    )


def usage_plans() -> None:
    """API Gateway's usage plans"""
    plans = client("apigateway").get_usage_plans(limit=500).get("items", [])
    say(f"  ✓ {len(plans)} usage plans in this region; an account has 300 unless AWS raises it, and a stack needs four")


def access_logs() -> None:
    """API Gateway's account"""
    if client("apigateway").get_account().get("cloudwatchRoleArn"):
        say("  ✓ API Gateway may write logs: --parameter AccessLogs=true has it do so")
    else:
        say("  – API Gateway may write no logs in this region yet, as AccessLogs=true asks for (infra/runbook.md)")


if __name__ == "__main__":
    run(main)
