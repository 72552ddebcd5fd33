/** The running system that `cargo xtask test` (or `run`) has started. */
import { readFileSync } from "node:fs";

interface Endpoints {
  dashboard_url: string;
  sandbox_url: string;
  aws_endpoint: string;
  user_pool_id: string;
  user_pool_client_id: string;
  operator: Operator;
  queues: Record<string, string>;
}

export interface Operator {
  username: string;
  password: string;
}

const file = process.env.HOMEWORK_ENDPOINTS ?? new URL("../../target/local/endpoints.json", import.meta.url);

export const endpoints: Endpoints = {
  ...(JSON.parse(readFileSync(file, "utf8")) as Endpoints),
  // Another server of the pages, such as `npm run dev`, on the same system.
  ...(process.env.HOMEWORK_DASHBOARD ? { dashboard_url: process.env.HOMEWORK_DASHBOARD } : {}),
};

let idToken: Promise<string> | undefined;

/** The operator's token, for what a test prepares or looks up beside the pages. */
function token(): Promise<string> {
  idToken ??= cognito<{ AuthenticationResult: { IdToken: string } }>("InitiateAuth", {
    ClientId: endpoints.user_pool_client_id,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: endpoints.operator.username, PASSWORD: endpoints.operator.password },
  }).then((answer) => answer.AuthenticationResult.IdToken);
  return idToken;
}

function cognito<T>(operation: string, body: object): Promise<T> {
  return askAws<T>("cognito-idp", `AWSCognitoIdentityProviderService.${operation}`, body);
}

/** Puts a message on a queue. */
export function sendMessage(queue: string, message: object): Promise<object> {
  return askAws("sqs", "AmazonSQS.SendMessage", { QueueUrl: queue, MessageBody: JSON.stringify(message) });
}

/** Throws away what is on a queue. */
export function purge(queue: string): Promise<object> {
  return askAws("sqs", "AmazonSQS.PurgeQueue", { QueueUrl: queue });
}

async function askAws<T>(service: string, target: string, body: object): Promise<T> {
  const answer = await fetch(endpoints.aws_endpoint, {
    method: "POST",
    headers: {
      "content-type": `application/x-amz-json-1.${service === "sqs" ? 0 : 1}`,
      "x-amz-target": target,
      // The local AWS wants to know who asks, and checks no signature.
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${target}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : {}) as T;
}

/** Another operator, with this role. */
export async function newOperator(role: string): Promise<Operator> {
  const operator = { username: `${role}-${Date.now()}@homework.example`, password: "Browser-Operator-1" };
  const who = { UserPoolId: endpoints.user_pool_id, Username: operator.username };
  const email = [
    { Name: "email", Value: operator.username },
    { Name: "email_verified", Value: "true" },
  ];
  await cognito("AdminCreateUser", { ...who, UserAttributes: email, MessageAction: "SUPPRESS" });
  await cognito("AdminSetUserPassword", { ...who, Password: operator.password, Permanent: true });
  await cognito("AdminAddUserToGroup", { ...who, GroupName: role });
  return operator;
}

/** Asks the API, and fails with its words where it refuses. */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(endpoints.dashboard_url + path, {
    method,
    headers: {
      authorization: `Bearer ${await token()}`,
      "content-type": "application/json",
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Sends leads as the partner whose key it is. */
export function transferLeads(apiKey: string, leads: { name: string; phone: string }[]): Promise<Response> {
  return fetch(`${endpoints.dashboard_url}/api/leads/partner-transfer`, {
    method: "POST",
    headers: { "x-api-key": apiKey, "content-type": "application/json" },
    body: JSON.stringify({ leads }),
  });
}

/** How a simulated callee behaves: the last two digits of its number (see tests/sandbox). */
export const CALLEES = {
  booksAtOnce: 1,
  asksForAnotherTime: 2,
  notInterested: 4,
  doNotCall: 5,
  doesNotAnswer: 9,
  voicemail: 11,
  asksQuestions: 14,
  ringsOn: 20,
};

// Area codes that no other test uses: one for each process of Playwright's, which is a new one after a failure.
const AREAS = [509, 510, 515, 518, 520, 530, 540, 541, 559, 561, 562, 563, 570, 573, 574, 580, 585, 586, 608, 609];
const AREA = AREAS[Number(process.env.TEST_WORKER_INDEX ?? 0) % AREAS.length];
/** A start that an earlier run against the same system hardly had. */
let used = Math.floor(Math.random() * 100);

/** A number of somebody who behaves so, not used before. */
export function newNumber(callee: number): string {
  used += 1;
  const line = String(used % 100).padStart(2, "0");
  return `+1${AREA}555${line}${String(callee).padStart(2, "0")}`;
}

/** Lets requests that fit go wrong, and answers what takes that back (see tests/sandbox). */
export async function orderFault(rule: Record<string, unknown>): Promise<() => Promise<void>> {
  const { id } = await control<{ id: number }>("POST", "faults", rule);
  return () => control("DELETE", `faults/${id}`);
}

/** Changes an event as its host, or a guest, does in the calendar itself. */
export function changeEvent(id: string, change: Record<string, unknown>): Promise<void> {
  return control("PATCH", `calendar/events/${id}`, change);
}

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${endpoints.sandbox_url}/_sandbox/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Lets what this number says in its next call reach us late: a little, then so that the call lasts. */
export async function speakSlowly(phone: string): Promise<void> {
  for (const [delay_ms, times] of [
    [3000, 1],
    [60_000, 50],
  ]) {
    await orderFault({
      vendor: "twilio-webhook",
      to_contains: phone,
      path_contains: "process-speech",
      kind: { delay_ms },
      times,
    });
  }
}
