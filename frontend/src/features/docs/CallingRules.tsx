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
        If no hour of the coming days suits every zone of a number, its lead is set aside until you give
        it a time zone. With simulated calls, as on a laptop, there are no calling hours.
      </p>

      <Heading id="rules">What the law allows</Heading>
      <p>
        For each country, and each state of the United States, HomeWork knows at which hours and on which
        days people may be called, and how often. Your own hours only narrow these rules. Where no rule
        is certain, the narrowest of the usual ones holds, and numbers of countries without a rule are
        not called until an administrator has named the country. The rules are no legal advice.
      </p>
      <p>
        Every call, and every call that was refused, is kept with what it was decided by: see{" "}
        <em>Why leads were called, or not</em> on a campaign&apos;s page, where you can export it.
      </p>

      <Heading id="consent">Consent</Heading>
      <p>
        Nearly everywhere the law asks for consent before an artificial voice calls somebody: in the
        United States in writing, which a ticked box can be. Put it on record with the lead, or have it
        in the columns of your list: its kind, where it was given, the words that were agreed to or a
        link to a proof, when, and to whom. A lead without the consent its place asks for is set aside
        and says so. Another number takes the consent away. What was on record is kept with each call,
        also after the lead is deleted.
      </p>

      <Heading id="do-not-call">Do not call</Heading>
      <p>
        Leads who ask not to be called, at any point of a call, become <em>Do not call</em> and are never
        queued again. The number stays on the <Link to="/do-not-call">do-not-call list</Link> even if the
        lead is deleted and imported again. You can remove numbers that were added by mistake, but not
        those whose owners asked in a call.
      </p>

      <Heading id="again">Calling again</Heading>
      <p>
        A campaign calls each lead up to three times unless you set another number: whoever was busy, did
        not answer or was not reached is called again after a pause, at another time of day. Nobody is
        called again who had a conversation with an outcome, has another number or asked not to be
        called. You can change all of this when you start a campaign and while it runs.
      </p>
      <p>
        A lead who names a time for another call is called at that time, before all others, also where
        the campaign is paused. Such <em>call-backs</em> are listed on the dashboard. To call leads once
        more who were called before, start a campaign with them.
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
