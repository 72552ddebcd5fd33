import { Link } from "react-router";

import { FactTable } from "./FactTable";
import { Heading } from "./Heading";

const FAILURES = [
  [
    "Twilio refused the call (21211, 21217): the number is not valid",
    "Correct the number, or delete the lead.",
  ],
  [
    "Twilio refused the call (21215): calls to this country are not permitted",
    "Permit the country in Twilio's geographic permissions.",
  ],
  [
    "Twilio refused the call (21219): a trial account may call verified numbers only",
    "Verify the number in Twilio, or upgrade the account.",
  ],
  [
    "Twilio could not take the call (3 tries)",
    "Twilio was overloaded, could not be reached, or rejected our credentials or settings. Check the vendors; give the campaign a longer stagger.",
  ],
  [
    "Twilio did not say whether it took the call (3 tries)",
    "It was asked once and not again, so that nobody is called twice. Look the number up in Twilio's log.",
  ],
  ["the call was never placed", "It broke off before Twilio knew of it. Nobody was called."],
  ["an operator ended the call", "Somebody pressed “End call”."],
];

const UPLOADS = [
  [
    "the column is missing",
    "The first row must name the columns name and phone; email may be left out.",
  ],
  ["row … is not UTF-8 text", "Save the file as “CSV UTF-8”."],
  ["is empty, or has no rows below the header", "Choose another file."],
  ["must have at most …", "Split the file. The dashboard takes up to 100,000 rows."],
];

export default function Troubleshooting() {
  return (
    <>
      <h2>Troubleshooting</h2>

      <Heading id="quiet">A campaign is running, and nobody is called</Heading>
      <p>
        Mostly it is outside the <Link to="/docs/rules">calling hours</Link> of the leads that are left.
        The lead&apos;s page shows its local time. Otherwise look at the state of the vendors under{" "}
        <Link to="/settings?tab=vendors">Settings</Link>: without Twilio no call is placed.
      </p>

      <Heading id="failed-calls">Calls fail</Heading>
      <p>The call&apos;s page says why. What Twilio refuses for good carries its number:</p>
      <FactTable head={["Reason", "What to do"]} rows={FAILURES} />

      <Heading id="apologies">The agent apologises again and again</Heading>
      <p>
        Its model did not answer in time, or failed. The conversation on the call&apos;s page marks these
        turns and shows the time of each. Check OpenAI under{" "}
        <Link to="/settings?tab=vendors">Settings</Link>: a key that is not taken is shown as refusing
        us.
      </p>

      <Heading id="no-times">The agent offers no times</Heading>
      <p>
        It offers times within the working hours that were set when HomeWork was deployed, with the
        notice that was set, and only while the calendar is free. <Link to="/meetings">Meetings</Link>,
        on the page of any meeting, shows under <em>Reschedule</em> what is free at the moment.
      </p>

      <Heading id="upload">An upload is refused as a whole</Heading>
      <p>Then nothing of it is taken in. The message says what is wrong with the file:</p>
      <FactTable head={["Message", "What to do"]} rows={UPLOADS} />

      <Heading id="rows">Rows of an upload are refused</Heading>
      <p>
        The list to download names row, field and reason. Often it is a number without its country code:
        write <code>+34 612 345 678</code>, not <code>612 345 678</code>. A number that is known already,
        also from earlier in the same file, is refused as well.
      </p>

      <Heading id="voice">The chosen voice is not heard</Heading>
      <p>
        A voice of ElevenLabs needs a key for ElevenLabs. Without one, or if it does not answer in time,
        the lead hears the best match among Twilio&apos;s voices.{" "}
        <Link to="/settings?tab=voice">Settings, Voice</Link> says which voice is heard, and why.
      </p>

      <Heading id="partner-refused">A partner gets 403 or 429</Heading>
      <p>
        403: the key is wrong, has been replaced, or the partner is switched off. 429: it sent more
        requests within a minute than its limit; raise the limit on the{" "}
        <Link to="/partners">partner&apos;s page</Link>, or have it send more leads in one request.
      </p>

      <Heading id="too-many">The dashboard says “Too many requests”</Heading>
      <p>
        The API takes fifty requests a second from everybody together. The pages ask again by themselves;
        if it lasts, some program asks too often. Partners are held to their own limits: lower those that
        are higher than they need to be.
      </p>

      <Heading id="vendors">A vendor does not work</Heading>
      <p>
        <Link to="/settings?tab=vendors">Settings, Vendors</Link> says how each one stands:{" "}
        <em>not set up</em> is an empty secret, <em>secret is wrong</em> one that cannot be read,{" "}
        <em>refuses us</em> credentials that the vendor does not take, and <em>does not answer</em> is a
        matter of the vendor or of the network. Secrets are filled in where HomeWork is deployed; the
        next check sees them at once.
      </p>

      <Heading id="else">Something else</Heading>
      <p>
        Errors show a request id. With it, whoever runs HomeWork finds the request in the logs; they hold
        ids, and no names, numbers or speech.
      </p>
    </>
  );
}
