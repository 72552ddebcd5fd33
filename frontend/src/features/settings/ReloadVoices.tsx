import { useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import { ReloadButton } from "../../components/ReloadButton";
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
    <ReloadButton loading={clear.isPending} onClick={() => clear.mutate({})}>
      Reload voices
    </ReloadButton>
  );
}
