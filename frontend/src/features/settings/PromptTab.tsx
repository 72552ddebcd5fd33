import { Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useSearchParams } from "react-router";

import { api } from "../../api/client";
import { Loaded } from "../../components/Loaded";
import { SkeletonBlock } from "../../components/Skeletons";
import { codeOf, LANGUAGE, codes } from "../../lib/labels";
import { PromptEditor } from "./PromptEditor";

const LANGUAGES = codes(LANGUAGE).map((code) => ({ value: code, label: LANGUAGE[code] }));

/** The prompt of the language that the address names. */
export function PromptTab() {
  const [params, setParams] = useSearchParams();
  const language = codeOf(LANGUAGE, params.get("language")) ?? "en";
  const query = { params: { query: { language } } };
  const prompt = api.useQuery("get", "/api/settings/system_prompt", query);
  const shipped = api.useQuery("get", "/api/settings/system_prompt/default", query, {
    staleTime: Infinity,
  });
  return (
    <Stack>
      <Group align="flex-end" gap="lg">
        <NativeSelect
          label="Language"
          data={LANGUAGES}
          value={language}
          onChange={(event) => setParams({ tab: "prompt", language: event.currentTarget.value })}
        />
        <Text size="sm" c="dimmed" flex="1 1 16rem">
          Instructions for the agent in calls with leads who speak this language. Changes apply from the
          next call.
        </Text>
      </Group>
      <Loaded query={prompt} what="the prompt" skeleton={<SkeletonBlock height={420} />}>
        {(saved) => (
          <Loaded query={shipped} what="the default prompt" skeleton={<SkeletonBlock height={420} />}>
            {({ default_prompt }) => (
              <PromptEditor
                key={language}
                language={language}
                saved={saved}
                defaultPrompt={default_prompt}
              />
            )}
          </Loaded>
        )}
      </Loaded>
    </Stack>
  );
}
