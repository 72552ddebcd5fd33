import { api } from "../../api/client";
import { Loaded } from "../../components/Loaded";
import { SkeletonTable } from "../../components/Skeletons";
import { CallersForm } from "./CallersForm";

/** The numbers that leads are called from. */
export function CallersTab() {
  // Each look asks Twilio, and what is being edited is not replaced behind somebody's back.
  const callers = api.useQuery(
    "get",
    "/api/settings/caller-numbers",
    {},
    { staleTime: Infinity, refetchOnReconnect: false },
  );
  return (
    <Loaded query={callers} what="the caller numbers" skeleton={<SkeletonTable rows={4} />}>
      {(numbers) => (
        <CallersForm
          key={numbers.version}
          callers={numbers}
          onReload={() => void callers.refetch()}
          reloading={callers.isFetching}
        />
      )}
    </Loaded>
  );
}
