import { Anchor, Button, Group, Radio, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { api, client } from "../../api/client";
import { ApiProblem } from "../../api/problem";
import type { Voice, VoiceSetting } from "../../api/types";
import { useMay } from "../../auth/useSession";
import { Loaded } from "../../components/Loaded";
import { Needs, Only } from "../../components/Only";
import { Section } from "../../components/Section";
import { SkeletonCards } from "../../components/Skeletons";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { notifyFailure, notifySuccess } from "../../lib/feedback";
import { ReloadVoices } from "./ReloadVoices";
import { usePreview } from "./usePreview";
import { VoiceCard } from "./VoiceCard";

const FIVE_MINUTES_MS = 300_000;

/** Chooses the voice of all calls, after listening to those there are. */
export function VoicePicker({ setting }: { setting: VoiceSetting }) {
  const queries = useQueryClient();
  const changes = useMay("admin");
  const builtIn = setting.built_in;
  const [chosen, setChosen] = useState({
    voice_id: setting.voice_id,
    voice_name: setting.voice_name,
  });
  const [busy, setBusy] = useState(false);
  const voices = api.useQuery("get", "/api/settings/voices", {}, { staleTime: FIVE_MINUTES_MS });
  const changed = chosen.voice_id !== setting.voice_id;

  const choose = (id: string) => {
    const voice = voices.data?.find(({ voice_id }) => voice_id === id);
    setChosen(voice ? { voice_id: id, voice_name: voice.name } : builtIn);
  };
  const save = async () => {
    setBusy(true);
    try {
      const { data } = await client.PUT("/api/settings/voice", { body: chosen });
      const { queryKey } = api.queryOptions("get", "/api/settings/voice");
      await queries.cancelQueries({ queryKey });
      if (data) queries.setQueryData(queryKey, data);
      notifySuccess("Voice saved. It applies from the next call.");
    } catch (error) {
      notifyFailure("Could not save the voice", error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Section
      title="Default voice"
      actions={
        <Only least="operator">
          <ReloadVoices />
        </Only>
      }
    >
      <Radio.Group
        value={chosen.voice_id}
        onChange={choose}
        readOnly={!changes}
        aria-label="Default voice"
      >
        <Stack>
          <VoiceCard
            voice={{ voice_id: builtIn.voice_id, name: "Built-in voices", labels: [] }}
            about="Twilio’s voices, matched to each lead’s language and region."
          />
          {isNotSetUp(voices.error) ? (
            <Text size="sm">
              Connect ElevenLabs to choose from more voices.{" "}
              <Anchor component={Link} to="/settings?tab=vendors" underline="always" size="sm">
                View vendors
              </Anchor>
            </Text>
          ) : (
            <Loaded query={voices} what="the voices" skeleton={<SkeletonCards cards={3} />}>
              {(offered) => <Offered voices={offered} />}
            </Loaded>
          )}
        </Stack>
      </Radio.Group>
      <Only least="admin" otherwise={<Needs least="admin" />}>
        <Group justify="flex-end" mt="md">
          <Button variant="filled" disabled={!changed} loading={busy} onClick={() => void save()}>
            Save voice
          </Button>
        </Group>
      </Only>
      <UnsavedGuard active={changed} what="The voice" />
    </Section>
  );
}

function Offered({ voices }: { voices: Voice[] }) {
  const preview = usePreview();
  if (voices.length === 0) {
    return (
      <Text size="sm">
        Your ElevenLabs account has no voices. Add some there, then reload them here.
      </Text>
    );
  }
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      {voices.map((voice) => (
        <VoiceCard key={voice.voice_id} voice={voice} preview={preview} />
      ))}
    </SimpleGrid>
  );
}

/** The API answers with a conflict where ElevenLabs has no credentials. */
function isNotSetUp(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 409;
}
