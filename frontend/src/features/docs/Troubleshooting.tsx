import { Link } from "react-router";

import { FactTable } from "./FactTable";

const FAILURES = [
  ["21211, 21217: the number is not valid", "Twilio does not know the number. Correct the lead."],
  [
    "21215: not permitted",
    "Calls to that country are switched off in Twilio: see its geographic permissions.",
  ],
  [
    "20429: too many requests",
    "Tried three times and still refused. Give the campaign a longer stagger.",
  ],
  ["An operator ended the call", "Somebody pressed “End call”."],
];

export default function Troubleshooting() {
  return (
    <>
      <h2>Troubleshooting</h2>

      <h3>A campaign is running, and nobody is called</h3>
      <p>
        Mostly it is outside the <Link to="/docs/rules">calling hours</Link> of the leads that are left.
        The lead&apos;s page shows its local time. Otherwise look at the state of the vendors under{" "}
        <Link to="/settings?tab=vendors">Settings</Link>: without Twilio no call is placed.
      </p>

      <h3>Calls fail</h3>
      <p>The call&apos;s page says why. What Twilio refuses carries its number:</p>
      <FactTable head={["Reason", "What to do"]} rows={FAILURES} />

      <h3>The agent apologises again and again</h3>
      <p>
        Its model did not answer in time, or failed. The conversation on the call&apos;s page marks these
        turns and shows the time of each. Check OpenAI under{" "}
        <Link to="/settings?tab=vendors">Settings</Link>: a key that is used up is shown as refused.
      </p>

      <h3>The agent offers no times</h3>
      <p>
        It offers times within the working hours that were set when HomeWork was deployed, with the
        notice that was set, and only while the calendar is free. <Link to="/meetings">Meetings</Link>,
        on the page of any meeting, shows under <em>Reschedule</em> what is free at the moment.
      </p>

      <h3>Rows of an upload are refused</h3>
      <p>
        The list to download names row, field and reason. Often it is a number without its country code:
        write <code>+34 612 345 678</code>, not <code>612 345 678</code>. A number that is known already,
        also from earlier in the same file, is refused as well.
      </p>

      <h3>The chosen voice is not heard</h3>
      <p>
        A voice of ElevenLabs needs a key for ElevenLabs. Without one, or if it does not answer in time,
        the lead hears the best match among Twilio&apos;s voices.{" "}
        <Link to="/settings?tab=voice">Settings, Voice</Link> says which voice is heard, and why.
      </p>

      <h3>A partner gets 403 or 429</h3>
      <p>
        403: the key is wrong, has been replaced, or the partner is switched off. 429: it sent more
        requests within a minute than its limit; raise the limit on the{" "}
        <Link to="/partners">partner&apos;s page</Link>, or have it send more leads in one request.
      </p>

      <h3>Something else</h3>
      <p>
        Errors show a request id. With it, whoever runs HomeWork finds the request in the logs; they hold
        ids, and no names, numbers or speech.
      </p>
    </>
  );
}
