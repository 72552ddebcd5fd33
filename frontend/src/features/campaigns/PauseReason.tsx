import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";

import type { CampaignPauseReason } from "../../api/types";
import { Notice } from "../../components/Notice";
import { Ago } from "../../components/When";

/** Why a campaign was paused that no operator paused, and how it goes on. */
export function PauseReason({ reason }: { reason: CampaignPauseReason }) {
  return (
    <Notice title="Paused automatically">
      <Text size="sm">
        {reason.message} No leads are lost; the rest stay queued.{" "}
        {reason.automatic && "The campaign resumes automatically once the vendor works again. "}
        <Anchor component={Link} to="/settings?tab=vendors" inherit underline="always">
          Check vendors
        </Anchor>
      </Text>
      <Text size="xs" c="dimmed">
        <Ago at={reason.since} />
      </Text>
    </Notice>
  );
}
