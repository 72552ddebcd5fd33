"""What a deployed stack still needs: secrets, the first operator, the dashboard's pages; then whether it works.

Reads:
    stack     the stack's name
    secrets   vendor -> document for the secret <stack>/<vendor>
    operator  address of an operator to invite, or null
    role      what that operator is to be from now on, or null
    pages     folder with the dashboard's built pages, or null to leave them
Writes {"addresses": [[name, address]…]}.
"""

import base64
import hmac
import json
import pathlib
import secrets
import string
import struct
import time
import urllib.error
import urllib.request

import list_shards
import schema
from aws import Refused, client, deployed, local_endpoint, outputs, parameters, region, run, say

SMOKE_OPERATOR = "smoke-test@homework.invalid"
# The first answers come from functions that have never run.
SMOKE_SECONDS = 60
REQUEST_SECONDS = 30
# shared/domain/src/role.rs; each is a group of the pool.
ROLES = ["viewer", "operator", "admin"]
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
# What may not be replaced or deleted by an update of the stack, whatever its template says.
KEPT = ["Table", "OperatorPool", "OperatorClient", "FilesBucket"]


def main(request: dict) -> dict:
    name = request["stack"]
    stack = deployed(name)
    told = outputs(stack)
    protect(name)
    schema.note(name, list_shards.of(parameters(stack)).are_spread)
    store_secrets(name, request["secrets"])
    operators(told["UserPoolId"], request["operator"], request["role"])
    if request["pages"]:
        publish(told, pathlib.Path(request["pages"]))
    smoke(told)
    return {"addresses": addresses(told)}


def protect(name: str) -> None:
    """Neither deleted by a slip of the hand nor emptied by an update."""
    cloudformation = client("cloudformation")
    cloudformation.update_termination_protection(StackName=name, EnableTerminationProtection=True)
    statements = [
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
        {
            "Effect": "Deny",
            "Action": ["Update:Replace", "Update:Delete"],
            "Principal": "*",
            "Resource": [f"LogicalResourceId/{kept}" for kept in KEPT],
        },
    ]
    cloudformation.set_stack_policy(StackName=name, StackPolicyBody=json.dumps({"Statement": statements}))
    say(f"  ✓ {name} is protected from deletion, and {', '.join(KEPT)} from replacement")


def store_secrets(name: str, documents: dict) -> None:
    for vendor, document in documents.items():
        client("secretsmanager").put_secret_value(SecretId=f"{name}/{vendor}", SecretString=json.dumps(document))
        say(f"  ✓ secret {name}/{vendor} filled in from .env")


def operators(pool: str, invited: str | None, role: str | None) -> None:
    """Invites an operator, and sees to it that somebody is admin: nobody else can give roles that need one."""
    cognito, new = client("cognito-idp"), False
    if invited:
        try:
            invite(cognito, pool, invited)
            new = True
            say(f"  ✓ {invited} was sent a password that is good for three days")
        except cognito.exceptions.UsernameExistsException:
            say(f"  ✓ {invited} is an operator already")
    if invited and role:
        appoint(cognito, pool, invited, role)
    if not everybody(cognito, "list_users_in_group", UserPoolId=pool, GroupName="admin"):
        found = everybody(cognito, "list_users", UserPoolId=pool)
        if not found:
            say("  ! nobody can sign in yet: cargo xtask deploy --operator YOU@EXAMPLE.COM invites the first operator")
            return
        first = min(found, key=lambda user: (user["UserCreateDate"], address(user) != invited))
        say(f"  ✓ the first operator, {address(first)}, is made admin: nobody was")
        appoint(cognito, pool, first["Username"], "admin")
        if len(found) > 1:
            say("  ! who has no role may only look: cargo xtask deploy --operator EMAIL --role ROLE gives one")
        new = new and address(first) != invited
    if new and not role:
        appoint(cognito, pool, invited, "operator")


def everybody(cognito, listing: str, **arguments) -> list:
    pages = cognito.get_paginator(listing).paginate(**arguments)
    users = [user for page in pages for user in page["Users"]]
    return [user for user in users if address(user) != SMOKE_OPERATOR]


def address(user: dict) -> str:
    return next((entry["Value"] for entry in user["Attributes"] if entry["Name"] == "email"), user["Username"])


def appoint(cognito, pool: str, username: str, role: str) -> None:
    """Gives an operator this role and no other."""
    who = {"UserPoolId": pool, "Username": username}
    cognito.admin_add_user_to_group(**who, GroupName=role)
    for other in ROLES:
        if other != role:
            cognito.admin_remove_user_from_group(**who, GroupName=other)
    say(f"  ✓ the role is {role} from the next sign-in on")


def invite(cognito, pool: str, address: str, **more) -> None:
    attributes = [{"Name": "email", "Value": address}, {"Name": "email_verified", "Value": "true"}]
    # Cognito would take it for a telephone number's otherwise.
    more["DesiredDeliveryMediums"] = ["EMAIL"]
    cognito.admin_create_user(UserPoolId=pool, Username=address, UserAttributes=attributes, **more)


def publish(told: dict, pages: pathlib.Path) -> None:
    """Uploads the pages, the document that names the others last. What earlier pages were made of stays: they may be
    open somewhere."""
    s3, bucket = client("s3"), told["DashboardBucketName"]
    files = sorted(path for path in pages.rglob("*") if path.is_file() and not path.name.startswith("."))
    files.sort(key=lambda path: path.suffix == ".html")
    for path in files:
        key = path.relative_to(pages).as_posix()
        # What is built carries its content in its name.
        caching = "public, max-age=31536000, immutable" if key.startswith("assets/") else "no-cache"
        kind = CONTENT_TYPES.get(path.suffix, "application/octet-stream")
        s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes(), ContentType=kind, CacheControl=caching)
    client("cloudfront").create_invalidation(
        DistributionId=told["DashboardDistributionId"],
        InvalidationBatch={
            "Paths": {"Quantity": 1, "Items": ["/*"]},
            "CallerReference": f"deploy-{time.time_ns()}",
        },
    )
    say(f"  ✓ {len(files)} files of the dashboard uploaded to {bucket}, and CloudFront told")


def smoke(told: dict) -> None:
    """Whether the API answers, refuses whom it does not know, and lets an operator in."""
    api = api_address(told)
    wait_for(f"{api}/health", 200)
    wait_for(f"{api}/api/campaigns/status", 401)
    cognito, pool = client("cognito-idp"), told["UserPoolId"]
    remove_smoke_operator(cognito, pool)
    try:
        token = sign_in(cognito, told)
        wait_for(f"{api}/api/campaigns/status", 200, token)
    finally:
        remove_smoke_operator(cognito, pool)
    say("  ✓ it works: healthy, closed to strangers, open to an operator")


def sign_in(cognito, told: dict) -> str:
    """The token of an operator whom there is for this moment only."""
    password = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(32)) + "aA1"
    pool = told["UserPoolId"]
    invite(cognito, pool, SMOKE_OPERATOR, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=SMOKE_OPERATOR, Password=password, Permanent=True)
    signed_in = cognito.initiate_auth(
        ClientId=told["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": SMOKE_OPERATOR, "PASSWORD": password},
    )
    if signed_in.get("ChallengeName") == "MFA_SETUP":
        signed_in = set_up_second_factor(cognito, told["UserPoolClientId"], signed_in["Session"])
    return signed_in["AuthenticationResult"]["IdToken"]


def set_up_second_factor(cognito, client_id: str, session: str) -> dict:
    """Where SecondFactor is ON, nobody gets in without one."""
    given = cognito.associate_software_token(Session=session)
    confirmed = cognito.verify_software_token(Session=given["Session"], UserCode=code_of(given["SecretCode"]))
    return cognito.respond_to_auth_challenge(
        ClientId=client_id,
        ChallengeName="MFA_SETUP",
        Session=confirmed["Session"],
        ChallengeResponses={"USERNAME": SMOKE_OPERATOR},
    )


def code_of(key: str) -> str:
    """What an authenticator shows for the key at this moment (RFC 6238)."""
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    digest = hmac.digest(secret, struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def remove_smoke_operator(cognito, pool: str) -> None:
    try:
        cognito.admin_delete_user(UserPoolId=pool, Username=SMOKE_OPERATOR)
    except cognito.exceptions.UserNotFoundException:
        pass


def wait_for(address: str, wanted: int, token: str | None = None) -> None:
    """Asks until the answer has this status, which takes a moment after a deployment."""
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"} if token else {})
    deadline = time.monotonic() + SMOKE_SECONDS
    while (got := status(request)) != wanted:
        if time.monotonic() > deadline:
            raise Refused(f"{address} answers {got}, not {wanted}: the functions' logs say why")
        time.sleep(1)


def status(request: urllib.request.Request) -> int | str:
    try:
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError as error:
        return str(error)


def api_address(told: dict) -> str:
    local = local_endpoint()
    return f"{local}/_aws/execute-api/{told['ApiId']}/live" if local else told["ApiUrl"]


def addresses(told: dict) -> list:
    return [
        ["Dashboard", told["DashboardUrl"]],
        ["API", api_address(told)],
        ["Twilio's calls", told["VoiceUrl"]],
        ["Twilio's news", told["StatusUrl"]],
        ["User pool", f"{told['UserPoolId']} ({region()})"],
        ["Table", told["TableName"]],
    ]


if __name__ == "__main__":
    run(main)
