import { Link } from "react-router";

import { FactTable } from "./FactTable";
import { Heading } from "./Heading";

const JUDGED = [
  ["A meeting was booked", "Meeting booked", "Meeting scheduled"],
  ["The lead wants to be called another time", "Call back", "Contacted"],
  ["Interested, but nothing was settled", "Interested", "Contacted"],
  ["Said no, or hung up without a word of interest", "Not interested", "Not interested"],
  ["Asked not to be called", "Do not call", "Do not call"],
  ["Did not answer, or nobody spoke", "No answer", "No answer"],
  ["The line was busy", "Busy", "No answer"],
  ["A machine answered", "Voicemail", "No answer"],
  ["Could not be called", "Failed, with the reason", "Failed"],
];

export default function HowACallWorks() {
  return (
    <>
      <h2>How a call works</h2>
      <ol>
        <li>
          <strong>Its turn comes.</strong> A campaign&apos;s leads are released in order, at least as
          many seconds apart as the campaign says, and only within the{" "}
          <Link to="/docs/rules">calling hours</Link> of the lead.
        </li>
        <li>
          <strong>It is placed, once.</strong> HomeWork writes down that it will call before it asks
          Twilio to. Whatever breaks in between, the lead is not called a second time: a request whose
          answer got lost is looked up at Twilio, not repeated.
        </li>
        <li>
          <strong>The agent introduces itself.</strong> It says its name, for whom it calls, and that it
          is an AI assistant; and that the call may be recorded, where calls are recorded.
        </li>
        <li>
          <strong>They talk.</strong> What the lead says is recognised by Twilio, in the language of the
          lead&apos;s country. The agent answers by the <Link to="/settings?tab=prompt">prompt</Link>,
          with the conversation so far. If its model fails, the lead hears an apology and a question,
          never silence.
        </li>
        <li>
          <strong>The agent looks into the calendar.</strong> It offers only times that are free, in your
          working hours, and speaks them in the lead&apos;s time zone.
        </li>
        <li>
          <strong>It books.</strong> The time is held first, so that nobody else can take it; then the
          Zoom meeting and the calendar event are made, and the guest is invited. If a step fails, those
          before it are undone.
        </li>
        <li>
          <strong>It says goodbye</strong>, and states how the call ended. From that, and from what was
          done, the outcome follows.
        </li>
        <li>
          <strong>The call is written up:</strong> a transcript, a summary, and the recording.
        </li>
      </ol>

      <Heading id="outcomes">How a call is judged</Heading>
      <FactTable head={["What happened", "Outcome of the call", "The lead is then"]} rows={JUDGED} />

      <p>
        A call that an operator ends, before anything was settled, is judged <em>Failed</em>: that we
        hung up says nothing about the lead.
      </p>

      <Heading id="silence">Silence</Heading>
      <p>
        If nothing is heard, the agent asks twice whether somebody is still there, and then says goodbye.
        An answering machine is recognised while the call goes on, so that a person is not kept waiting;
        it gets no message.
      </p>
    </>
  );
}
