import { Link } from "react-router";

import { Heading } from "./Heading";

export default function CallingRules() {
  return (
    <>
      <h2>Calling rules</h2>

      <Heading id="calling-hours">Calling hours</Heading>
      <p>
        Leads are only called within the calling hours, in their own time zone: 09:00 to 20:00, Monday to
        Saturday, unless your deployment sets others. The time zone follows from the phone number. If a
        number could be in several zones, the time has to be right in all of them.
      </p>
      <p>
        Outside those hours, leads wait in the queue. A campaign can therefore be running while no calls
        are made.
      </p>
      <p>
        If no hour of the coming week suits every zone of a number, its lead becomes <em>Failed</em>.
        With simulated calls, as on a laptop, there are no calling hours.
      </p>

      <Heading id="do-not-call">Do not call</Heading>
      <p>
        Leads who ask not to be called, at any point of a call, become <em>Do not call</em> and are never
        queued again. The number stays on the <Link to="/do-not-call">do-not-call list</Link> even if the
        lead is deleted and imported again. You can remove numbers that were added by mistake, but not
        those whose owners asked in a call.
      </p>

      <Heading id="once">One call per lead</Heading>
      <p>
        Each number can be on the list once, each lead in one campaign at a time, and only pending leads
        can join one. HomeWork never calls anyone a second time on its own: follow up yourself on leads
        who didn&apos;t answer or asked for a call back. To have HomeWork call again, delete the lead and
        add it again.
      </p>

      <Heading id="pausing">Pausing and cancelling</Heading>
      <p>
        A paused <Link to="/campaigns">campaign</Link> makes no new calls; calls in progress finish
        normally. Cancelling a campaign returns its queued leads to <em>Pending</em>. You can end a
        single call on <Link to="/calls">its page</Link>.
      </p>
      <p>
        When Twilio, OpenAI or Google Calendar stops working, running campaigns pause by themselves and
        say why. No lead is lost. After an outage they resume automatically; after rejected credentials
        they wait until you resume them.
      </p>
    </>
  );
}
