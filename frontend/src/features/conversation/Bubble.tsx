import type { ReactNode } from "react";

import { timeWithSeconds } from "../../lib/time";
import classes from "./Conversation.module.css";

interface Props {
  who: "agent" | "lead";
  name: string;
  text: string;
  at?: string;
  /** The language that is spoken, for voices that read the page. */
  language: string;
  /** What belongs to the utterance, such as the tools behind it. */
  children?: ReactNode;
}

/** What somebody said: the agent on the left, the lead on the right. */
export function Bubble({ who, name, text, at, language, children }: Props) {
  return (
    <li className={classes.utterance} data-who={who}>
      <div className={classes.head}>
        <span className={classes.name}>{name}</span>
        {at && <time dateTime={at}>{timeWithSeconds(at)}</time>}
      </div>
      <p className={classes.bubble} lang={language}>
        {text}
      </p>
      {children}
    </li>
  );
}

/** Something that happened between what was said. */
export function Note({ children, at }: { children: ReactNode; at?: string }) {
  return (
    <li className={classes.note}>
      {children}
      {at && (
        <>
          {" · "}
          <time dateTime={at}>{timeWithSeconds(at)}</time>
        </>
      )}
    </li>
  );
}

/** The frame of what was said, in order. What is added is read out. */
export function Conversation({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="log" aria-label={label}>
      <ol className={classes.conversation}>{children}</ol>
    </div>
  );
}
