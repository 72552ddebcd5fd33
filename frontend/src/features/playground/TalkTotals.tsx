import type { PlaygroundTurn } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Section } from "../../components/Section";
import { count } from "../../lib/format";
import { seconds, totalsOf } from "../conversation/figures";

/** What the talk has cost so far. */
export function TalkTotals({ turns }: { turns: PlaygroundTurn[] }) {
  const totals = totalsOf(turns);
  if (totals.answers === 0) return null;
  return (
    <div style={{ marginTop: "var(--mantine-spacing-lg)" }}>
      <Section title="So far">
        <Facts
          facts={{
            Answers: count(totals.answers),
            "Average response time": totals.averageMs === null ? null : seconds(totals.averageMs),
            "Longest response time": totals.slowestMs === null ? null : seconds(totals.slowestMs),
            "Tools used": count(totals.toolUses),
            "Model requests": count(totals.modelRequests),
            Tokens: `${count(totals.promptTokens)} in, ${count(totals.completionTokens)} out`,
          }}
        />
      </Section>
    </div>
  );
}
