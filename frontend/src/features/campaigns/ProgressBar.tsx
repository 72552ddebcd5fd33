import { Text } from "@mantine/core";

import classes from "./ProgressBar.module.css";
import { type Progress, progressInWords, share } from "./progress";

/** How far a campaign is: a bar, and the words that say the same and more. */
export function ProgressBar({ progress, large }: { progress: Progress; large?: boolean }) {
  return (
    <div className={classes.progress}>
      <div className={classes.track} data-large={large || undefined} aria-hidden>
        <span className={classes.done} style={{ width: `${share(progress.done, progress)}%` }} />
        <span className={classes.calling} style={{ width: `${share(progress.calling, progress)}%` }} />
      </div>
      <Text size={large ? "sm" : "xs"} c={large ? undefined : "dimmed"}>
        {progressInWords(progress)}
      </Text>
    </div>
  );
}
