import { Link } from "react-router";

import { FactTable } from "./FactTable";
import { Heading } from "./Heading";

const FAILURES = [
  [
    "Twilio refused the call (21211, 21217): the number is not valid",
    "Correct the number, or delete the lead.",
  ],
  [
    "Twilio refused the call (21215): calls to this country are not permitted for the Twilio account",
    "Enable the country in Twilio’s geographic permissions.",
  ],
  [
    "Twilio refused the call (21219): a trial account may call verified numbers only",
    "Verify the number in Twilio, or upgrade the account.",
  ],
  [
    "the call was never placed",
    "The connection broke before Twilio got the request. No one was called.",
  ],
  ["an operator ended the call", "Someone clicked “End call”."],
  ["all calling was stopped", "The emergency stop ended the call. The lead went back into line."],
  [
    "not placed: all calling is stopped",
    "The emergency stop came first. No one was called, and the lead went back into line.",
  ],
];

const UPLOADS = [
  ["Choose the column with the names or the phone numbers", "Choose it in the list of columns."],
  ["has no rows below the header", "Choose another file."],
  ["must have at most …", "Split the file. Up to 100,000 rows and 64 MB are accepted."],
];

const GIVEN_UP = [
  ["Campaign checks", "Nothing is lost: every campaign is checked again each minute."],
  ["Calls to place", "Nothing is lost: the leads went back into line."],
  ["Call summaries", "The conversation is saved; the summary is tried again automatically."],
  ["Recordings", "Twilio still has them; saving is tried again automatically."],
  ["List imports", "The list stands still. Open it and choose “Start it again”."],
  ["Partner updates", "Partners were not told of a change. Ask your administrator."],
  ["Totals", "Figures may be off by these changes. Ask your administrator."],
];

export default function Troubleshooting() {
  return (
    <>
      <h2>Troubleshooting</h2>

      <Heading id="quiet">A campaign is running, but no calls are made</Heading>
      <p>
        Most likely it is outside the <Link to="/docs/rules">calling hours</Link> of the remaining leads.
        Each lead&apos;s page shows their local time.
      </p>

      <Heading id="stopped">All calling has to stop now</Heading>
      <p>
        Choose “Emergency stop” at the top of any page. No campaign calls anyone after that, and calls
        that are still ringing are cancelled. Conversations may finish, unless you choose to end them
        too. Leads stay in line. Only an admin can resume calling, with a reason.
      </p>

      <Heading id="paused">A campaign paused by itself</Heading>
      <p>
        A vendor it depends on stopped working; the campaign&apos;s page says which and why. After an
        outage it resumes automatically. If credentials were rejected, fix them, check them under{" "}
        <Link to="/settings?tab=vendors">Settings, Vendors</Link>, and resume the campaign.
      </p>

      <Heading id="given-up">Work has failed</Heading>
      <p>
        What the system does in the background is tried several times. Work that fails each time is set
        aside and kept for two weeks; <Link to="/status">Status</Link> counts it under <em>Failed</em>.
        Administrators know it as dead letters and find in the runbook how to have it done again. By
        queue, it means:
      </p>
      <FactTable head={["Queue", "Failed work"]} rows={GIVEN_UP} />

      <Heading id="failed-calls">Calls fail</Heading>
      <p>The call&apos;s page shows the reason. Twilio&apos;s rejections include an error code:</p>
      <FactTable head={["Reason", "What to do"]} rows={FAILURES} />

      <Heading id="apologies">The agent keeps apologising</Heading>
      <p>
        The language model failed or took too long. The conversation on the call&apos;s page marks these
        turns and shows the time of each. Check OpenAI under{" "}
        <Link to="/settings?tab=vendors">Settings, Vendors</Link>.
      </p>

      <Heading id="no-times">The agent offers no times</Heading>
      <p>
        It only offers times that are free in the calendar, within the working hours and with the minimum
        notice of your deployment. To see what is free, open any <Link to="/meetings">meeting</Link> and
        choose <em>Reschedule</em>.
      </p>

      <Heading id="upload">A file is rejected</Heading>
      <p>The message says what is wrong:</p>
      <FactTable head={["Message", "What to do"]} rows={UPLOADS} />

      <Heading id="rows">Rows of an import are refused</Heading>
      <p>
        Download the refused rows: the file has your original columns, with the reason beside each row.
        Correct it and upload it again. The most common reasons are a missing country code (write{" "}
        <code>+34 612 345 678</code>, or choose the country when you upload) and a number that is already
        on the list.
      </p>

      <Heading id="voice">The chosen voice is not used</Heading>
      <p>
        ElevenLabs voices need an ElevenLabs API key. Without one, or if ElevenLabs doesn&apos;t respond
        in time, leads hear the closest Twilio voice.{" "}
        <Link to="/settings?tab=voice">Settings, Voice</Link> shows which voice is used and why.
      </p>

      <Heading id="partner-refused">A partner gets 403 or 429</Heading>
      <p>
        403: the API key is invalid or replaced, or the partner is inactive. 429: the partner exceeded
        its limit per minute. Raise it on the <Link to="/partners">partner&apos;s page</Link>, or send
        more leads in one request.
      </p>

      <Heading id="too-many">The dashboard says “Too many requests”</Heading>
      <p>
        The API accepts 50 requests a second in total. Pages retry by themselves. If the message stays,
        an integration sends too many requests: lower the limits of your partners.
      </p>

      <Heading id="vendors">A vendor is not working</Heading>
      <p>
        <Link to="/settings?tab=vendors">Settings, Vendors</Link> shows the status of each:{" "}
        <em>Not set up</em> means the secret is empty, <em>Invalid secret</em> that it cannot be read,{" "}
        <em>Credentials rejected</em> that the vendor refuses them, and <em>Not responding</em> that the
        vendor or the network is down. Secrets are set by your administrator; the next check picks up
        changes.
      </p>

      <Heading id="else">Something else</Heading>
      <p>
        Error messages include a request ID that your administrator can look up in the logs. Logs contain
        IDs, never names, numbers or conversations.
      </p>
    </>
  );
}
