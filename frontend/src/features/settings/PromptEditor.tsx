import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconMessageCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate } from "react-router";

import type { Language, SystemPrompt } from "../../api/types";
import { useMay } from "../../auth/useSession";
import { Notice } from "../../components/Notice";
import { Needs, Only } from "../../components/Only";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { When } from "../../components/When";
import { count } from "../../lib/format";
import { notifySuccess } from "../../lib/feedback";
import { forgetKept, handOver, keptForEditor } from "../../lib/promptDraft";
import { LANGUAGE } from "../../lib/labels";
import { useDialog } from "../../lib/useDialog";
import { Comparison } from "./Comparison";
import { Overtaken } from "./Overtaken";
import { asKept, lengthOf } from "./promptText";
import { ResetDialog } from "./ResetDialog";
import { useSavePrompt } from "./useSavePrompt";

const CHARACTERS_MAX = 16_000;
const MONOSPACE = {
  input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.875rem", lineHeight: 1.55 },
};

/** A text that is not saved, and the version of the prompt that it was written from. */
interface Draft {
  prompt: string;
  version: number;
}

interface Props {
  language: Language;
  saved: SystemPrompt;
  defaultPrompt: string;
}

export function PromptEditor({ language, saved, defaultPrompt }: Props) {
  const navigate = useNavigate();
  // Null while nothing was typed: then the text follows what is saved.
  const [draft, setDraft] = useState<Draft | null>(() => keptForEditor(language));
  const dialog = useDialog();
  const changes = useMay("admin");
  const { save, busy, error, clearError } = useSavePrompt(language);
  const text = draft?.prompt ?? saved.value;
  const unsaved = asKept(text) !== saved.value;
  // Somebody else has saved since the text was begun, in another tab perhaps.
  const overtaken = unsaved && draft !== null && draft.version !== saved.version;

  const edit = (changed: string) => {
    clearError();
    setDraft({ prompt: changed, version: draft?.version ?? saved.version });
  };
  const discard = () => {
    clearError();
    forgetKept();
    setDraft(null);
  };
  const keepMine = () => {
    clearError();
    setDraft({ prompt: text, version: saved.version });
  };
  const submit = async () => {
    if (
      !changes ||
      !unsaved ||
      overtaken ||
      !(await save(asKept(text), draft?.version ?? saved.version))
    )
      return;
    discard();
    notifySuccess(`${LANGUAGE[language]} prompt saved. It applies from the next call.`);
  };
  useHotkeys([["mod+S", () => void submit()]], []);
  const tryOut = () => {
    handOver({ language, prompt: asKept(text), version: draft?.version ?? saved.version });
    void navigate(`/playground?language=${language}`, { state: KEEPS_DRAFT });
  };

  return (
    <Stack>
      {!changes && <Needs least="admin" />}
      <Textarea
        label={`${LANGUAGE[language]} prompt`}
        description={<Standing saved={saved} unsaved={unsaved} />}
        autosize
        minRows={14}
        maxRows={32}
        spellCheck
        lang={language}
        styles={MONOSPACE}
        readOnly={!changes}
        value={text}
        error={overtaken ? null : error}
        onChange={(event) => edit(event.currentTarget.value)}
      />
      {overtaken && <Overtaken saved={saved} onTakeTheirs={discard} onKeepMine={keepMine} />}
      <Group justify="space-between" align="flex-start">
        <CharacterCount text={text} />
        <Group gap="xs">
          <Only least="operator">
            <Button leftSection={<IconMessageCircle size={16} />} onClick={tryOut}>
              Try in the playground
            </Button>
          </Only>
          <Only least="admin">
            <Button
              disabled={saved.is_default && !unsaved}
              onClick={() => (saved.is_default ? discard() : dialog.open("reset"))}
            >
              {saved.is_default ? "Discard changes" : "Reset to default"}
            </Button>
            <Button
              variant="filled"
              disabled={!unsaved || overtaken}
              loading={busy}
              onClick={() => void submit()}
            >
              Save prompt
            </Button>
          </Only>
        </Group>
      </Group>
      {!unsaved && <Warnings warnings={saved.warnings} />}
      <Comparison
        language={language}
        saved={saved}
        defaultPrompt={defaultPrompt}
        text={asKept(text)}
        onRestore={changes ? edit : undefined}
      />
      <ResetDialog
        opened={dialog.name === "reset" && !saved.is_default}
        onClose={dialog.close}
        language={language}
        saved={saved}
        defaultPrompt={defaultPrompt}
        onReset={discard}
      />
      <UnsavedGuard active={unsaved} what="The prompt" keepsDraft={keepsDraft} onDiscard={forgetKept} />
    </Stack>
  );
}

const KEEPS_DRAFT = { keepsDraft: true };

/** Whether a navigation takes the text along, so that nothing gets lost by it. */
function keepsDraft(state: unknown): boolean {
  return (state as Partial<typeof KEEPS_DRAFT> | null)?.keepsDraft === true;
}

function Standing({ saved, unsaved }: { saved: SystemPrompt; unsaved: boolean }) {
  if (unsaved) return "Unsaved changes";
  if (saved.is_default) return "Live: the default prompt that ships with HomeWork";
  return (
    <>
      Live since {saved.updated_at ? <When at={saved.updated_at} /> : "its last change"}: your own
      prompt, version {saved.version}
    </>
  );
}

function CharacterCount({ text }: { text: string }) {
  const length = lengthOf(text);
  const over = length > CHARACTERS_MAX;
  return (
    <Text size="sm" c={over ? "var(--mantine-color-error)" : "dimmed"}>
      {count(length)} of {count(CHARACTERS_MAX)} characters{over && ": too long to be saved"}
    </Text>
  );
}

function Warnings({ warnings }: { warnings: string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Notice role="status" title="The prompt is live, with warnings">
      <ul style={{ margin: 0, paddingInlineStart: "1.1rem", fontSize: "var(--mantine-font-size-sm)" }}>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Notice>
  );
}
