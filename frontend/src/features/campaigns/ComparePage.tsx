import { Anchor, Paper, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconColumns3 } from "@tabler/icons-react";
import { Link, useSearchParams } from "react-router";

import { client } from "../../api/client";
import type { CampaignDetail } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageHeader } from "../../components/PageHeader";
import { SkeletonBlock } from "../../components/Skeletons";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago } from "../../components/When";
import { CAMPAIGN_STATE } from "../../lib/labels";
import { LIVE_MS } from "../../lib/live";
import classes from "./ComparePage.module.css";
import { comparedIds, comparison } from "./comparison";

const BACK = { to: "/campaigns", label: "Campaigns" };

export function Component() {
  const [params] = useSearchParams();
  const ids = comparedIds(params.get("with"));
  return (
    <>
      <PageHeader
        title="Compare campaigns"
        description="What each came to so far. Small figures say little: a few meetings more may be chance."
        back={BACK}
      />
      {ids.length > 0 ? <Compared ids={ids} /> : <NoneChosen />}
    </>
  );
}

function Compared({ ids }: { ids: string[] }) {
  const campaigns = useQuery({
    queryKey: ["get", "/api/campaigns/{campaign_id}", "compared", ids],
    queryFn: ({ signal }) => Promise.all(ids.map((id) => detailOf(id, signal))),
    refetchInterval: LIVE_MS,
  });
  return (
    <Loaded query={campaigns} what="the campaigns" skeleton={<SkeletonBlock height={420} />}>
      {(shown) => <Comparison campaigns={shown} />}
    </Loaded>
  );
}

async function detailOf(id: string, signal: AbortSignal): Promise<CampaignDetail> {
  const path = { campaign_id: id };
  const { data } = await client.GET("/api/campaigns/{campaign_id}", { params: { path }, signal });
  if (!data) throw new Error("The answer is empty.");
  return data;
}

function Comparison({ campaigns }: { campaigns: CampaignDetail[] }) {
  return (
    <Paper withBorder>
      {/* Scrolls by keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.scroll} role="region" aria-label="Comparison" tabIndex={0}>
        <Table aria-label="Campaigns side by side" className={classes.table} verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              {campaigns.map(({ id, name }) => (
                <Table.Th key={id} scope="col">
                  <Anchor component={Link} to={`/campaigns/${id}`} fw={500}>
                    {name}
                  </Anchor>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              <Table.Th scope="row">State</Table.Th>
              {campaigns.map(({ id, status }) => (
                <Table.Td key={id}>
                  <StatusLabel label={CAMPAIGN_STATE[status]} />
                </Table.Td>
              ))}
            </Table.Tr>
            <Table.Tr>
              <Table.Th scope="row">Started</Table.Th>
              {campaigns.map(({ id, created_at }) => (
                <Table.Td key={id}>
                  <Ago at={created_at} />
                </Table.Td>
              ))}
            </Table.Tr>
            {comparison(campaigns).map(({ name, figures }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">{name}</Table.Th>
                {figures.map((figure, place) => (
                  <Table.Td key={campaigns[place]?.id}>{figure}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Paper>
  );
}

function NoneChosen() {
  return (
    <EmptyState icon={IconColumns3} title="No campaigns chosen">
      Tick two to four campaigns in their list, then choose Compare.
    </EmptyState>
  );
}
