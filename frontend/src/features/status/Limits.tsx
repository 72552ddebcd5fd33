import { Anchor } from "@mantine/core";
import { Fragment } from "react";
import { Link } from "react-router";

import type { SystemStatus } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Section } from "../../components/Section";
import { When } from "../../components/When";
import { count } from "../../lib/format";

/** How many calls there may be today, and which campaigns have had theirs. */
export function Limits({ status: { calls, version } }: { status: SystemStatus }) {
  return (
    <Section title="Today’s limits">
      <Facts
        facts={{
          "All calls": `${count(calls.today)} of ${count(calls.max_per_day)}`,
          "Each campaign": `Up to ${count(calls.max_per_campaign)}`,
          "At its limit": <Campaigns campaigns={calls.campaigns_at_limit} />,
          "Next day begins": <When at={calls.resets_at} />,
          Release: version,
        }}
      />
    </Section>
  );
}

function Campaigns({ campaigns }: { campaigns: SystemStatus["calls"]["campaigns_at_limit"] }) {
  if (campaigns.length === 0) return "No campaign";
  return campaigns.map(({ id, name }, place) => (
    <Fragment key={id}>
      {place > 0 && ", "}
      <Anchor component={Link} to={`/campaigns/${id}`} inherit>
        {name}
      </Anchor>
    </Fragment>
  ));
}
