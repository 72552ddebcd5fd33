import { Link } from "react-router";

import { Heading } from "./Heading";

export default function CallingRules() {
  return (
    <>
      <h2>Whom we call, and when</h2>

      <Heading id="calling-hours">Calling hours</Heading>
      <p>
        Nobody is called outside the calling hours, which are set when HomeWork is deployed (from 09:00
        to 20:00, Monday to Saturday, unless set otherwise). They are meant in the lead&apos;s own time
        zone. It follows from the phone number; where a number may belong to several zones, it has to be
        a good time in all of them.
      </p>
      <p>
        A campaign that reaches a lead at a bad time puts it off until the hours begin. That is why a
        campaign can be running while nobody is being called.
      </p>

      <p>
        If no hour of the following week suits every zone of a number, its lead becomes <em>Failed</em>.
        Where calls are simulated, as on a laptop, any hour is a calling hour.
      </p>

      <Heading id="do-not-call">Do not call</Heading>
      <p>
        A lead who asks not to be called, at whatever moment of a call, becomes <em>Do not call</em> and
        is never queued again, by anybody. The number stays on the{" "}
        <Link to="/do-not-call">do-not-call list</Link> even if the lead is deleted and uploaded again.
      </p>

      <Heading id="once">Once</Heading>
      <p>
        A number exists once among the leads. A lead takes part in one campaign at a time, and only leads
        that are pending can be taken into one. So nobody is called a second time by themselves: whoever
        was not reached, or wants to be called back, is yours to phone. To have HomeWork call again,
        delete the lead, with its calls, and add it again.
      </p>

      <Heading id="pausing">Pausing and cancelling</Heading>
      <p>
        A paused <Link to="/campaigns">campaign</Link> places no further call; calls in progress go on. A
        cancelled one gives its waiting leads back as pending. A single call is ended at once on{" "}
        <Link to="/calls">its page</Link>.
      </p>
    </>
  );
}
