import { Link } from "react-router";

import { CodeBlock } from "../../components/CodeBlock";
import { transferExample } from "../../lib/partnerExamples";
import { FactTable } from "./FactTable";
import { Heading } from "./Heading";
import { SIGNATURE_EXAMPLES, WEBHOOK_BODY } from "./webhookExamples";

const REFUSALS = [
  ["403", "The key is missing, wrong or replaced, or the partner is switched off."],
  ["413", "The request is too large."],
  [
    "422",
    "The request as a whole has an error, which is named: no leads, more than 1,000, an unknown field.",
  ],
  [
    "429",
    "More requests than the partner's limit in this minute, or too many at once. Wait as long as the Retry-After header says, if there is one, or until the next minute.",
  ],
];

export default function PartnersGuide() {
  return (
    <>
      <h2>Guide for partners</h2>
      <p>
        A partner sends leads from its own system and receives their outcomes. Create one under{" "}
        <Link to="/partners">Partners</Link>; its key is shown once.
      </p>

      <Heading id="sending">Sending leads</Heading>
      <CodeBlock label="Sending leads with curl" code={transferExample(window.location.origin)} />
      <p>
        Each lead stands for itself: it is created, or refused by its index in the list with the field
        and the reason. The answer counts both. The <Link to="/docs/api#transfer_leads">reference</Link>{" "}
        has every field.
      </p>

      <Heading id="idempotency">Sending again is safe</Heading>
      <p>
        No number is taken in twice. With an <code>Idempotency-Key</code> header, the same request under
        the same key gets the same answer for a day, even if the first try broke off half-way. Choose a
        new key for each new batch: under a key that was used, another request is refused with 422.
      </p>

      <Heading id="refusals">What can be refused</Heading>
      <FactTable head={["Status", "Why"]} rows={REFUSALS} />

      <Heading id="outcomes">Asking for outcomes</Heading>
      <p>
        <code>GET /api/partner/leads</code> lists the leads that the partner sent, and{" "}
        <code>GET /api/partner/leads/&#123;id&#125;</code> shows one with its outcome. A partner sees its
        own leads only.
      </p>

      <Heading id="webhooks">Webhooks</Heading>
      <p>
        With a webhook address, HomeWork posts each change of status of the partner&apos;s leads. The
        address must be public and begin with <code>https://</code>. Any status from 200 to 299 counts as
        taken; redirects are not followed. Otherwise it is tried again, up to eight times in all, with
        pauses that grow from ten seconds (unless set otherwise) to an hour. So an event may come twice,
        or after a later one: go by its <code>id</code> and <code>created_at</code>. The partner&apos;s
        page shows each delivery for thirty days.
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
      <Heading id="signatures">Checking a signature</Heading>
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
