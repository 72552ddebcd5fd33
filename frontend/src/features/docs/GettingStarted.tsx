import { Link } from "react-router";

import { CodeBlock } from "../../components/CodeBlock";
import { Heading } from "./Heading";

const CSV = `Name,Phone,E-mail,Company,Consent kind,Consent source,Consent text,Consent date,Consent seller
John Doe,+14155551234,john@example.com,Doe & Sons,WRITTEN,example.com/quote,I agree to be called by an AI,2026-11-02,Example
Ana López,+34612345678,,,,,,,`;

export default function GettingStarted() {
  return (
    <>
      <h2>Getting started</h2>
      <p>
        HomeWork calls your leads, talks with them in their language, and books meetings in your
        calendar. Five steps take you from a list to the first meeting.
      </p>

      <Heading id="check">1. Check your vendors</Heading>
      <p>
        <Link to="/settings?tab=vendors">Settings, Vendors</Link> shows whether each service is connected
        and working. Twilio, OpenAI and Google Calendar are required; Zoom and ElevenLabs are optional.
      </p>

      <Heading id="try">2. Try the agent</Heading>
      <p>
        Chat with the agent in the <Link to="/playground">playground</Link>. No calls are placed and
        nothing is booked. Then have it{" "}
        <Link to="/playground?dialog=test-call">call your own phone</Link>. Adjust the{" "}
        <Link to="/settings?tab=prompt">prompt</Link> until it sounds right, and choose a{" "}
        <Link to="/settings?tab=voice">voice</Link>. If your Twilio account has several numbers, choose{" "}
        <Link to="/settings?tab=callers">which ones to call from</Link>: each lead is called from one of
        its own area or country.
      </p>

      <Heading id="leads">3. Add leads</Heading>
      <p>
        <Link to="/leads?dialog=upload">Upload a CSV file</Link> with up to 100,000 rows. Most exports
        work as they are: columns are recognised by their names, and you can change how each one is
        imported before you upload. Only a name and a phone number are required, and where the law asks
        for it the lead&apos;s <Link to="/docs/rules#consent">consent</Link>.
      </p>
      <CodeBlock label="Example of a CSV file" code={CSV} />
      <p>
        Include the country code in numbers, or choose the country they belong to when you upload. Rows
        that cannot be imported, such as duplicate numbers, come back as a file with the reason beside
        each: correct it and upload it again.
      </p>

      <Heading id="campaign">4. Start a campaign</Heading>
      <p>
        On the <Link to="/leads">Leads</Link> page, select leads or take all that are pending, and start
        a campaign. You see how many people will be called, and about what that costs, before it starts.
        Follow the calls on the campaign&apos;s page, where you can also pause, resume or cancel it.
      </p>

      <Heading id="results">5. Review the results</Heading>
      <p>
        Every <Link to="/calls">call</Link> has its conversation, a summary and, if recording is on, the
        audio. <Link to="/meetings">Meetings</Link> are already in your calendar, and the guest has an
        invitation. Reschedule or cancel them here: calendar, video meeting and guest are updated.
      </p>

      <Heading id="getting-around">Shortcuts</Heading>
      <p>
        Press <kbd>Ctrl</kbd> <kbd>K</kbd> (<kbd>⌘</kbd> <kbd>K</kbd>) to find a page, action or lead,
        and <kbd>/</kbd> to search a list. Every page and filter has its own link that you can share.
      </p>
    </>
  );
}
