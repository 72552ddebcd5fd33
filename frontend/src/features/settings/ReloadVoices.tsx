import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconRefresh } from "@tabler/icons-react";

import { api } from "../../api/client";
import { notifyFailure } from "../../lib/feedback";

/** Asks ElevenLabs for its voices again: the API keeps the list for five minutes. */
export function ReloadVoices() {
  const queries = useQueryClient();
  const clear = api.useMutation("post", "/api/settings/cache/clear", {
    // Under way until the new list is there.
    onSuccess: () => queries.invalidateQueries({ queryKey: ["get", "/api/settings/voices"] }),
    onError: (error) => notifyFailure("Could not reload the voices", error),
  });
  return (
    <Button
      size="sm"
      leftSection={<IconRefresh size={16} />}
      loading={clear.isPending}
      onClick={() => clear.mutate({})}
    >
      Reload voices
    </Button>
  );
}
