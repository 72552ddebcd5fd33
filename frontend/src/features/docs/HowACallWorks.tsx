import { Link } from "react-router";

import { FactTable } from "./FactTable";
import { Heading } from "./Heading";

const OUTCOMES = [
  ["A meeting was booked", "Meeting booked", "Meeting scheduled"],
  ["The lead asked to be called another time", "Call back", "Contacted"],
  ["The lead is interested, but nothing was arranged", "Interested", "Contacted"],
  ["The lead declined, or hung up without showing interest", "Not interested", "Not interested"],
  ["The lead asked not to be called", "Do not call", "Do not call"],
  ["No one answered or spoke", "No answer", "No answer"],
  ["The line was busy", "Busy", "No answer"],
  ["A voicemail answered", "Voicemail", "No answer"],
  ["A call-screening assistant answered, and the lead didn’t pick up", "Screened", "No answer"],
  ["A phone menu or a queue answered", "Phone menu", "No answer"],
  ["Someone else took a message", "Lead not reached", "No answer"],
  ["Someone said no more than hello", "No conversation", "No answer"],
  ["The person who answered doesn’t know the lead", "Wrong number", "Failed"],
  ["The number is not in service", "Not in service", "Failed"],
  ["The call could not be placed", "Failed, with the reason", "Failed"],
];

export default function HowACallWorks() {
  return (
    <>
      <h2>How a call works</h2>
      <ol>
        <li>
          <strong>Queued.</strong> A campaign calls its leads in order, with at least the number of
          seconds you set between two calls, and only within each lead&apos;s{" "}
          <Link to="/docs/rules">calling hours</Link>.
        </li>
        <li>
          <strong>Placed, once.</strong> HomeWork records the call before it asks Twilio to place it. If
          the connection breaks, it checks with Twilio instead of calling again, so no lead is called
          twice.
        </li>
        <li>
          <strong>Introduction.</strong> The agent gives its name and company, says that it is an AI
          assistant, how not to be called again and, if recording is on, that the call may be recorded.
          Pressing 9, or saying so, ends the call and puts the number on the{" "}
          <Link to="/do-not-call">do-not-call list</Link>.
        </li>
        <li>
          <strong>Conversation.</strong> Twilio transcribes what the lead says, in the lead&apos;s
          language. The agent replies based on the <Link to="/settings?tab=prompt">prompt</Link> and the
          conversation so far. If the language model fails, the agent apologises and asks again instead
          of falling silent.
        </li>
        <li>
          <strong>Availability.</strong> The agent only offers times that are free in your calendar and
          within your working hours, in the lead&apos;s time zone.
        </li>
        <li>
          <strong>Booking.</strong> The slot is held first, so it cannot be double-booked. Then the video
          meeting and the calendar event are created, and the guest is invited. If a step fails, the
          earlier ones are undone.
        </li>
        <li>
          <strong>Goodbye.</strong> The agent ends the call, and the outcome is set from what was said
          and booked.
        </li>
        <li>
          <strong>Summary.</strong> Transcript, summary and recording are saved to the call.
        </li>
      </ol>

      <Heading id="outcomes">Outcomes</Heading>
      <FactTable head={["What happened", "Outcome of the call", "Lead status"]} rows={OUTCOMES} />
      <p>
        If you end a call before anything was settled, its outcome is <em>Failed</em>: hanging up on
        someone says nothing about their interest. If the agent could not speak, the lead goes back into
        the queue.
      </p>

      <Heading id="silence">Silence and machines</Heading>
      <p>
        If the agent hears nothing, it asks twice whether anyone is there and then says goodbye. It hangs
        up on voicemail, unless the campaign is set to leave a message: then it waits for the beep, says
        who called and why, and how to call back or opt out. No lead gets more than one message. Only
        calls that a person answered count as answered.
      </p>
    </>
  );
}
