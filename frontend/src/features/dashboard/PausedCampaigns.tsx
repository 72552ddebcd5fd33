import { api } from "../../api/client";
import { Section } from "../../components/Section";
import { Ago } from "../../components/When";
import { LIVE_MS } from "../../lib/live";
import { Row, Rows } from "./Row";

const SHOWN = 6;

/** Campaigns that wait to be resumed. Where there are none, nothing needs to be said. */
export function PausedCampaigns() {
  const { data } = api.useQuery(
    "get",
    "/api/campaigns",
    { params: { query: { status: "PAUSED", page_size: SHOWN } } },
    { refetchInterval: LIVE_MS },
  );
  if (!data || data.campaigns.length === 0) return null;
  return (
    <Section title="Paused campaigns">
      <Rows more={data.total - data.campaigns.length} noun="campaign">
        {data.campaigns.map(({ id, name, pause_reason, updated_at }) => (
          <Row key={id} to={`/campaigns/${id}`} name={name}>
            {pause_reason ? "Automatically, " : "By an operator, "}
            <Ago at={pause_reason?.since ?? updated_at} />
          </Row>
        ))}
      </Rows>
    </Section>
  );
}
