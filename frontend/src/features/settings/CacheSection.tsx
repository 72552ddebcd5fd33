import { Button, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import { Section } from "../../components/Section";
import { notifyFailure, notifySuccess } from "../../lib/feedback";

/** Forgets what is kept of the vendors' answers. */
export function CacheSection() {
  const queries = useQueryClient();
  const clear = api.useMutation("post", "/api/settings/cache/clear", {
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["get", "/api/settings/voices"] });
      notifySuccess("The cache is cleared.");
    },
    onError: (error) => notifyFailure("The cache was not cleared", error),
  });
  return (
    <Section title="Cache">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" flex="1 1 18rem" maw={620}>
          The list of ElevenLabs’ voices is kept for five minutes. Clearing the cache has it asked for
          anew, such as after a voice was added there. Prompt and voice are never cached: each call reads
          them.
        </Text>
        <Button loading={clear.isPending} onClick={() => clear.mutate({})}>
          Clear cache
        </Button>
      </Group>
    </Section>
  );
}
