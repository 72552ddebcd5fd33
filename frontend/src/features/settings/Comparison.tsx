import { Button, Group, NativeSelect, Text } from "@mantine/core";
import { useSearchParams } from "react-router";

import { api } from "../../api/client";
import type { Language, PromptVersion, SystemPrompt } from "../../api/types";
import { Section } from "../../components/Section";
import { dateAndTime } from "../../lib/time";
import { Difference } from "./Difference";

interface Props {
  language: Language;
  saved: SystemPrompt;
  defaultPrompt: string;
  text: string;
  /** Takes an earlier prompt into the editor, where it is saved like any other change; left out where none may be. */
  onRestore?: (prompt: string) => void;
}

/** How the text in the editor differs from what is saved, from the default or from an earlier version. */
export function Comparison({ language, saved, defaultPrompt, text, onRestore }: Props) {
  const [params, setParams] = useSearchParams();
  const { data } = api.useQuery("get", "/api/settings/system_prompt/versions", {
    params: { query: { language } },
  });
  const versions = data?.versions ?? [];
  const against = params.get("against") ?? "saved";
  const earlier = versions.find(({ version }) => against === keyOf(version));
  const change = (value: string) =>
    setParams(
      (current) => {
        const changed = new URLSearchParams(current);
        changed.set("against", value);
        return changed;
      },
      { replace: true, preventScrollReset: true },
    );
  const from = earlier?.value ?? (against === "default" ? defaultPrompt : saved.value);
  return (
    <Section
      title="Compare"
      actions={
        <Group gap="xs">
          {earlier && onRestore && (
            <Button size="xs" disabled={from === text} onClick={() => onRestore(earlier.value)}>
              Restore this version
            </Button>
          )}
          <NativeSelect
            size="xs"
            aria-label="Compare with"
            value={earlier || against === "default" ? against : "saved"}
            onChange={(event) => change(event.currentTarget.value)}
            data={[
              { value: "saved", label: "With the saved prompt" },
              { value: "default", label: "With the default prompt" },
              ...versions.map(optionOf),
            ]}
          />
        </Group>
      }
    >
      {from === text ? (
        <Text size="sm" c="dimmed">
          No differences
        </Text>
      ) : (
        <Difference label="Difference" from={from} to={text} />
      )}
    </Section>
  );
}

const keyOf = (version: number) => `v${version}`;

function optionOf({ version, updated_at }: PromptVersion) {
  return { value: keyOf(version), label: `With version ${version}, ${dateAndTime(updated_at)}` };
}
