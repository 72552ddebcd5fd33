import { Button, Grid, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, client } from "../../api/client";
import type { Voice, VoiceSetting } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Loaded } from "../../components/Loaded";
import { Section } from "../../components/Section";
import { SkeletonBlock } from "../../components/Skeletons";
import { notifyFailure, notifySuccess } from "../../lib/feedback";
import { VoiceChoice } from "./VoiceChoice";

/** The voice of all calls: which one, and how it is heard. */
export function VoiceTab() {
  const setting = api.useQuery("get", "/api/settings/voice");
  return (
    <Loaded query={setting} what="the voice" skeleton={<SkeletonBlock height={320} />}>
      {(inForce) => (
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7, lg: 8 }}>
            <Section title="Choose a voice">
              <Voices inForce={inForce} />
            </Section>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
            <Section title="What leads hear">
              <Heard inForce={inForce} />
            </Section>
          </Grid.Col>
        </Grid>
      )}
    </Loaded>
  );
}

function Voices({ inForce }: { inForce: VoiceSetting }) {
  const voices = api.useQuery("get", "/api/settings/voices", {}, { staleTime: 60_000 });
  return (
    <Loaded query={voices} what="ElevenLabs' voices" skeleton={<SkeletonBlock height={260} />}>
      {(offered) => <Picker inForce={inForce} offered={offered} />}
    </Loaded>
  );
}

function Picker({ inForce, offered }: { inForce: VoiceSetting; offered: Voice[] }) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(inForce.voice_id);
  const [busy, setBusy] = useState(false);
  const voice = offered.find(({ voice_id }) => voice_id === chosen);
  const save = async () => {
    if (!voice) return;
    setBusy(true);
    try {
      const body = { voice_id: voice.voice_id, voice_name: voice.name };
      const { data } = await client.PUT("/api/settings/voice", { body });
      if (data) queries.setQueryData(api.queryOptions("get", "/api/settings/voice").queryKey, data);
      notifySuccess(`${voice.name} speaks from the next call on.`);
    } catch (error) {
      notifyFailure("The voice was not saved", error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack>
      <VoiceChoice voices={offered} value={chosen} onChange={setChosen} />
      <Group>
        <Button
          variant="filled"
          loading={busy}
          disabled={!voice || chosen === inForce.voice_id}
          onClick={() => void save()}
        >
          Use this voice
        </Button>
      </Group>
    </Stack>
  );
}

function Heard({ inForce }: { inForce: VoiceSetting }) {
  const { heard_as, fallback } = inForce;
  return (
    <Stack>
      <Text size="sm">
        <strong>{heard_as.voice_name}</strong>, by{" "}
        {heard_as.provider === "elevenlabs" ? "ElevenLabs" : "Twilio"}. {heard_as.reason}
      </Text>
      <div>
        <Text size="sm" fw={600} mb={6}>
          Where it cannot be heard
        </Text>
        <Facts
          facts={Object.fromEntries(fallback.map(({ locale, voice_name }) => [locale, voice_name]))}
        />
      </div>
    </Stack>
  );
}
