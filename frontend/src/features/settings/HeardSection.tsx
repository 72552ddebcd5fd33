import { Table, Text } from "@mantine/core";

import type { VoiceSetting } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Section } from "../../components/Section";
import { When } from "../../components/When";
import { lazily } from "../../lib/lazily";
import { isBuiltIn } from "./voices";

const PROVIDERS: Record<string, string> = { elevenlabs: "ElevenLabs", twilio: "Twilio" };

const languages = lazily(() => new Intl.DisplayNames("en", { type: "language" }));

/** What callees hear, and why; and what they hear where that cannot be had. */
export function HeardSection({ setting }: { setting: VoiceSetting }) {
  const { heard_as: heard, fallback, updated_at } = setting;
  return (
    <Section title="What leads hear">
      <Facts
        facts={{
          Chosen: isBuiltIn(setting) ? "The built-in voices" : setting.voice_name,
          Heard: isBuiltIn(setting) ? "The voice of the lead’s locale" : heard.voice_name,
          "Spoken by": PROVIDERS[heard.provider] ?? heard.provider,
          ...(updated_at && { Changed: <When at={updated_at} /> }),
        }}
      />
      <Text size="sm" my="md">
        {heard.reason}
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        {isBuiltIn(setting)
          ? "Twilio’s voice for each locale:"
          : "Used when the chosen voice is unavailable:"}
      </Text>
      <Table aria-label="Voices by locale" verticalSpacing={6} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Locale</Table.Th>
            <Table.Th>Voice</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fallback.map(({ locale, voice_name }) => (
            <Table.Tr key={locale}>
              <Table.Td>{languages().of(locale) ?? locale}</Table.Td>
              <Table.Td>{voice_name}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
