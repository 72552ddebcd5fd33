import { Button, Group, NativeSelect, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Language } from "../../api/types";
import { codes, LANGUAGE } from "../../lib/labels";
import { lazily } from "../../lib/lazily";
import { usePainted } from "../../lib/usePainted";
import { viewerZone } from "../../lib/time";
import type { Scene } from "./useScene";

interface Props {
  scene: Scene;
  onChange: (changes: Partial<Scene>) => void;
}

/** The zones there are, the viewer's own among them. */
const zones = lazily(() => {
  const all = Intl.supportedValuesOf("timeZone");
  return all.includes(viewerZone()) ? all : [viewerZone(), ...all];
});

/** Who the agent believes to talk with. A change begins a new talk, so texts count when they are done. */
export function SceneForm({ scene, onChange }: Props) {
  const [name, setName] = useState(scene.leadName);
  // Some hundreds of zones: the page comes first.
  const [isPainted, setPainted] = useState(false);
  usePainted(setPainted);
  return (
    <Stack gap="sm">
      <NativeSelect
        label="Language"
        value={scene.language}
        data={codes(LANGUAGE).map((code) => ({ value: code, label: LANGUAGE[code] }))}
        onChange={(event) => onChange({ language: event.currentTarget.value as Language })}
      />
      <TextInput
        label="Lead name"
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={() => name.trim() !== scene.leadName && onChange({ leadName: name.trim() })}
      />
      <NativeSelect
        label="Lead time zone"
        value={scene.timeZone}
        data={isPainted ? zones() : [scene.timeZone]}
        onChange={(event) => onChange({ timeZone: event.currentTarget.value })}
      />
      <PromptChoice key={scene.language} scene={scene} onChange={onChange} />
    </Stack>
  );
}

/** The prompt in force, or another one that is saved nowhere. */
function PromptChoice({ scene, onChange }: Props) {
  const inForce = api.useQuery("get", "/api/settings/system_prompt", {
    params: { query: { language: scene.language } },
  });
  const [draft, setDraft] = useState(scene.prompt);
  const toggle = (own: boolean) => {
    if (own) setDraft(scene.prompt ?? inForce.data?.value ?? "");
    else {
      setDraft(null);
      if (scene.prompt !== null) onChange({ prompt: null });
    }
  };
  return (
    <>
      <Switch
        label="Try another prompt"
        description="Not saved: calls keep using the live prompt"
        checked={draft !== null}
        disabled={!inForce.data && draft === null}
        onChange={(event) => toggle(event.currentTarget.checked)}
      />
      {draft !== null && (
        <>
          <Textarea
            label="Prompt to try"
            autosize
            minRows={6}
            maxRows={16}
            maxLength={16_000}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } }}
          />
          <Group gap="xs">
            <Button
              size="xs"
              variant="filled"
              disabled={draft.trim() === "" || draft === scene.prompt}
              onClick={() => onChange({ prompt: draft })}
            >
              Restart with this prompt
            </Button>
            <Button size="xs" component={Link} to={`/settings?tab=prompt&language=${scene.language}`}>
              Open settings
            </Button>
          </Group>
        </>
      )}
    </>
  );
}
