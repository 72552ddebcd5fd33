import { Text } from "@mantine/core";

import { api } from "../../api/client";
import type { Lead } from "../../api/types";
import { When } from "../../components/When";
import { LIVE_MS } from "../../lib/live";
import { Part } from "./Part";
import { Row, Rows } from "./Row";

const SHOWN = 6;

/** Who was promised a call, the next one first. */
export function CallBacks() {
  const query = api.useQuery(
    "get",
    "/api/leads/call-backs",
    { params: { query: { page_size: SHOWN } } },
    { refetchInterval: LIVE_MS },
  );
  return (
    <Part title="Call-backs" what="the call-backs" query={query} height={60}>
      {({ leads, total }) => <List leads={leads} more={total - leads.length} />}
    </Part>
  );
}

function List({ leads, more }: { leads: Lead[]; more: number }) {
  if (leads.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nobody waits for a call at an agreed time.
      </Text>
    );
  }
  return (
    <Rows more={more} noun="lead">
      {leads.map((lead) => (
        <Row key={lead.id} to={`/leads/${lead.id}`} name={lead.name}>
          <When at={lead.call_back_at ?? lead.created_at} leadZone={lead.timezone} />
        </Row>
      ))}
    </Rows>
  );
}
