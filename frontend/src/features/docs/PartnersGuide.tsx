import { Link } from "react-router";

import { CodeBlock } from "../../components/CodeBlock";
import { transferExample } from "../../lib/partnerExamples";
import { FactTable } from "./FactTable";
import { Heading } from "./Heading";
import { SIGNATURE_EXAMPLES, WEBHOOK_BODY } from "./webhookExamples";

const REFUSALS = [
  ["403", "The API key is missing, invalid or replaced, or the partner is inactive."],
  ["413", "The request is too large."],
  [
    "422",
    "The request is invalid: no leads, more than 1,000, or an unknown field. The response names the error.",
  ],
  [
    "429",
    "Too many requests: the partner’s limit per minute is reached. Wait for the time in the Retry-After header or, without one, until the next minute.",
  ],
];

export default function PartnersGuide() {
  return (
    <>
      <h2>Partner guide</h2>
      <p>
        Partners send leads from their own systems and receive the outcomes. Create one under{" "}
        <Link to="/partners">Partners</Link>; its API key is shown once.
      </p>

      <Heading id="sending">Send leads</Heading>
      <CodeBlock label="Sending leads with curl" code={transferExample(window.location.origin)} />
      <p>
        Each lead is created or rejected individually. Rejections name the lead&apos;s index, the field
        and the reason. Numbers that others have sent and numbers that must not be called get the same
        answer, so that partners learn nothing about people. Where the law of a number&apos;s place asks
        for consent to calls by an artificial voice, a lead without it is rejected. See the{" "}
        <Link to="/docs/api#transfer_leads">API reference</Link> for every field.
      </p>

      <Heading id="idempotency">Retry safely</Heading>
      <p>
        Duplicate numbers are always rejected. With an <code>Idempotency-Key</code> header, repeating a
        request returns the same response for 24 hours, even if the first attempt was cut off. Use a new
        key for every batch: reusing one for a different request returns 422.
      </p>

      <Heading id="refusals">Errors</Heading>
      <FactTable head={["Status", "Meaning"]} rows={REFUSALS} />

      <Heading id="outcomes">Get outcomes</Heading>
      <p>
        <code>GET /api/partner/leads</code> lists the leads the partner sent, and{" "}
        <code>GET /api/partner/leads/&#123;id&#125;</code> returns one with its outcome. Partners only
        see their own leads.
      </p>

      <Heading id="webhooks">Webhooks</Heading>
      <p>
        With a webhook URL, HomeWork posts every status change of the partner&apos;s leads. The URL must
        be public and start with <code>https://</code>. Any 2xx response within three seconds accepts the
        event; redirects are not followed. Otherwise it is retried, up to eight attempts in all, with
        delays that grow from ten seconds (unless your deployment sets another) to an hour. After three
        failures in a row the partner&apos;s other events wait for up to three days, while one at a time
        probes whether the URL works again, every 15 minutes at the latest. Events can arrive twice or
        out of order: use <code>id</code> and <code>created_at</code> to sort them out. The
        partner&apos;s page shows deliveries for 30 days.
      </p>
      <CodeBlock label="Body of a webhook" code={WEBHOOK_BODY} />
      <FactTable
        head={["Header", "Meaning"]}
        rows={[
          [
            <code key="h">X-HomeWork-Delivery</code>,
            "The delivery’s id, the same in every attempt. Use it to ignore duplicates.",
          ],
          [
            <code key="h">X-HomeWork-Timestamp</code>,
            "When it was signed, as a Unix timestamp in seconds.",
          ],
          [
            <code key="h">X-HomeWork-Signature</code>,
            "“v1=” followed by the hex HMAC-SHA256, keyed with the secret, of the timestamp, a dot and the body.",
          ],
        ]}
      />
      <Heading id="signatures">Verify signatures</Heading>
      <p>
        Compute the signature over the raw body, compare it in constant time, and reject timestamps older
        than five minutes.
      </p>
      {SIGNATURE_EXAMPLES.map(({ language, code }) => (
        <section key={language}>
          <h4>{language}</h4>
          <CodeBlock label={`Verifying a signature in ${language}`} code={code} />
        </section>
      ))}
    </>
  );
}
