import { Link } from "react-router";

export default function CallingRules() {
  return (
    <>
      <h2>Whom we call, and when</h2>

      <h3>Calling hours</h3>
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

      <h3>Do not call</h3>
      <p>
        A lead who asks not to be called becomes <em>Do not call</em> and is never queued again, by
        anybody. The number stays barred even if the lead is deleted and uploaded anew.
      </p>

      <h3>Once</h3>
      <p>
        A number exists once among the leads. A lead takes part in one campaign at a time, and only leads
        that are pending can be taken into one.
      </p>

      <h3>Pausing and cancelling</h3>
      <p>
        A paused <Link to="/campaigns">campaign</Link> places no further call; calls in progress go on. A
        cancelled one gives its waiting leads back as pending. A single call is ended at once on{" "}
        <Link to="/calls">its page</Link>.
      </p>
    </>
  );
}
