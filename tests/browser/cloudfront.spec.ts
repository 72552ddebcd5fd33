/** The function that answers the dashboard's addresses in AWS, taken from the template and run. */
import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

interface CloudFrontRequest {
  uri: string;
}
interface CloudFrontResponse {
  statusCode: number;
  body: string;
}
type Handler = (event: { request: CloudFrontRequest }) => CloudFrontRequest | CloudFrontResponse;

/** As CloudFormation would hand it to CloudFront, with names put in. */
function handler(): Handler {
  const template = readFileSync(new URL("../../infra/dashboard.yaml", import.meta.url), "utf8");
  const code = /FunctionCode: !Sub \|\n((?: {8}.*\n|\n)+)/.exec(template)?.[1] ?? "";
  const filled = code.replaceAll("${AWS::Region}", "eu-west-1").replaceAll("${OperatorClient}", "client");
  expect(filled).not.toContain("${");
  return new Function(`${filled}; return handler;`)() as Handler;
}

test("every page's address is answered with the one document", () => {
  const handle = handler();
  for (const uri of ["/", "/leads", "/calls/01ABC", "/docs/how-a-call-works"]) {
    expect(handle({ request: { uri } })).toEqual({ uri: "/index.html" });
  }
  for (const uri of ["/assets/index-1a2b.js", "/logo.svg", "/robots.txt"]) {
    expect(handle({ request: { uri } })).toEqual({ uri });
  }
});

test("the configuration says where sign-in is", () => {
  const answer = handler()({ request: { uri: "/config.json" } }) as CloudFrontResponse;
  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({
    region: "eu-west-1",
    user_pool_client_id: "client",
    cognito_endpoint: "https://cognito-idp.eu-west-1.amazonaws.com/",
  });
});
