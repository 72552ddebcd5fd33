import { Link } from "react-router";

import { CodeBlock } from "../../components/CodeBlock";
import { transferExample } from "../../lib/partnerExamples";
import { FactTable } from "./FactTable";
import { SIGNATURE_EXAMPLES, WEBHOOK_BODY } from "./webhookExamples";

const REFUSALS = [
  ["401", "The key is missing."],
  ["403", "The key is wrong, or the partner is switched off."],
  ["413", "The request is too large."],
  [
    "422",
    "The request as a whole has an error, which is named: no leads, more than 1,000, an unknown field.",
  ],
  ["429", "More requests than the partner's limit in this minute. It begins anew with the next one."],
];

export default function PartnersGuide() {
  return (
    <>
      <h2>Guide for partners</h2>
      <p>
        A partner sends leads from its own system, and is told what becomes of them. Create one under{" "}
        <Link to="/partners">Partners</Link>; its key is shown once.
      </p>

      <h3>Sending leads</h3>
      <CodeBlock label="Sending leads with curl" code={transferExample(window.location.origin)} />
      <p>
        Each lead stands for itself: it is created, or refused by its index in the list with the field
        and the reason. The answer counts both. The <Link to="/docs/api#transfer_leads">reference</Link>{" "}
        has every field.
      </p>

      <h3>Sending again is safe</h3>
      <p>
        No number is taken in twice. With an <code>Idempotency-Key</code> header, the same request under
        the same key gets the same answer for a day, even if the first try broke off half-way. Choose a
        new key for each new batch.
      </p>

      <h3>What can be refused</h3>
      <FactTable head={["Status", "Why"]} rows={REFUSALS} />

      <h3>Asking for outcomes</h3>
      <p>
        <code>GET /api/partner/leads</code> lists the leads that the partner sent, and{" "}
        <code>GET /api/partner/leads/&#123;id&#125;</code> shows one with its outcome. A partner sees its
        own leads only.
      </p>

      <h3>Being told: webhooks</h3>
      <p>
        With a webhook address, HomeWork posts each change of status of the partner&apos;s leads. The
        address must be public and begin with <code>https://</code>. Any status from 200 to 299 counts as
        taken; otherwise it is tried again with growing pauses, up to eight times. The partner&apos;s
        page shows each delivery.
      </p>
      <CodeBlock label="Body of a webhook" code={WEBHOOK_BODY} />
      <FactTable
        head={["Header", "Meaning"]}
        rows={[
          [
            <code key="h">X-HomeWork-Delivery</code>,
            "The delivery's id, the same in every try: use it to ignore repeats.",
          ],
          [<code key="h">X-HomeWork-Timestamp</code>, "When it was signed, in seconds since 1970."],
          [
            <code key="h">X-HomeWork-Signature</code>,
            "v1= and the HMAC-SHA256, in hex, of the timestamp, a dot and the body, with the webhook's secret.",
          ],
        ]}
      />
      <p>
        Compute the signature over the body as it arrived, compare in constant time, and refuse
        timestamps that are more than five minutes old.
      </p>
      {SIGNATURE_EXAMPLES.map(({ language, code }) => (
        <section key={language}>
          <h4>{language}</h4>
          <CodeBlock label={`Checking a signature in ${language}`} code={code} />
        </section>
      ))}
    </>
  );
}
