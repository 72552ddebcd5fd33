import { IconChevronRight } from "@tabler/icons-react";

import type { AgentTool } from "../../api/types";
import { KeyValues } from "./KeyValues";
import classes from "./ToolUse.module.css";
import { toolText } from "./toolText";

/** A tool the agent used: what it did in one line, and all that was asked and answered inside. */
export function ToolUse({ tool }: { tool: AgentTool }) {
  const { text, failed } = toolText(tool);
  return (
    <details className={classes.tool} data-failed={failed || undefined}>
      <summary className={classes.summary}>
        <IconChevronRight size={14} className={classes.mark} aria-hidden />
        <span>{text}</span>
      </summary>
      <div className={classes.inside}>
        <code>{tool.name}</code>
        <h3 className={classes.heading}>Asked</h3>
        <KeyValues value={tool.arguments} />
        <h3 className={classes.heading}>Answered</h3>
        <KeyValues value={tool.result} />
        <details>
          <summary className={classes.raw}>As JSON</summary>
          {/* What scrolls must be reachable by keyboard. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className={classes.json} tabIndex={0} role="region" aria-label={`${tool.name} as JSON`}>
            {JSON.stringify({ arguments: tool.arguments, result: tool.result }, null, 2)}
          </pre>
        </details>
      </div>
    </details>
  );
}
