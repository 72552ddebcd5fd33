import { Link } from "react-router";

import { CodeBlock } from "../../components/CodeBlock";
import { Heading } from "./Heading";

const CSV = `name,phone,email
John Doe,+14155551234,john@example.com
Ana López,+34612345678,`;

export default function GettingStarted() {
  return (
    <>
      <h2>Getting started</h2>
      <p>
        HomeWork phones your leads, talks with them in their language, and books meetings in your
        calendar. From a list to the first meeting there are five steps.
      </p>

      <Heading id="check">1. Check the connections</Heading>
      <p>
        <Link to="/settings?tab=vendors">Settings, Vendors</Link> tells of each service that HomeWork
        works with whether it is configured and reachable. Twilio, OpenAI and Google Calendar are needed;
        Zoom and ElevenLabs are not.
      </p>

      <Heading id="try">2. Try the agent</Heading>
      <p>
        In the <Link to="/playground">playground</Link> you talk with the agent by typing, as a lead
        would by phone. Nobody is called and nothing is booked. Change the{" "}
        <Link to="/settings?tab=prompt">prompt</Link> until the agent speaks as you want it to, and
        choose its <Link to="/settings?tab=voice">voice</Link>.
      </p>

      <Heading id="leads">3. Add leads</Heading>
      <p>
        <Link to="/leads?dialog=upload">Upload a CSV file</Link> of up to 100,000 rows. Its first row
        names the columns: <code>name</code> and <code>phone</code> are needed, <code>email</code> is
        not. Commas separate the cells, or semicolons, as spreadsheets in much of Europe write them; the
        text is UTF-8.
      </p>
      <CodeBlock label="An example of a CSV file" code={CSV} />
      <p>
        Numbers carry their country code. Rows that cannot be taken in are listed with the reason, and
        the others are taken in all the same. A number that is known already is refused: nobody is on the
        list twice.
      </p>

      <Heading id="campaign">4. Start a campaign</Heading>
      <p>
        On the <Link to="/leads">Leads</Link> page, select leads or take all that are pending, and start
        a campaign. Before anything happens you see how many people will be called. The campaign&apos;s
        page shows the calls as they happen; you can pause, resume and cancel it.
      </p>

      <Heading id="results">5. Read, listen, meet</Heading>
      <p>
        Every <Link to="/calls">call</Link> keeps its conversation, a summary, and the recording where
        calls are recorded. <Link to="/meetings">Meetings</Link> are in your calendar already, with the
        guest invited; move or cancel them here, and calendar, video meeting and guest follow.
      </p>

      <Heading id="getting-around">Getting around</Heading>
      <p>
        Press <kbd>Ctrl</kbd> <kbd>K</kbd> (<kbd>⌘</kbd> <kbd>K</kbd>) for any page, action or lead, and{" "}
        <kbd>/</kbd> to search a list. Every page and filter has an address of its own that you can send
        to a colleague.
      </p>
    </>
  );
}
