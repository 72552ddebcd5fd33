import { Anchor, Box, Text } from "@mantine/core";
import { Link } from "react-router";

import type { QueueStatus, SystemStatus } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { NameAndPurpose } from "../../components/NameAndPurpose";
import { Notice } from "../../components/Notice";
import { Section } from "../../components/Section";
import { count } from "../../lib/format";
import { QUEUE, unknownName } from "./statusLabels";

/** What waits to be done, and what was given up. */
export function Queues({ status }: { status: SystemStatus }) {
  const unknown = status.unknown_queues;
  return (
    <Section title="Queues">
      <Text size="sm" c="dimmed" mb="md">
        Work that is done in the background. A task that fails is tried several times, then set aside for
        two weeks. Your administrator can have it done again.{" "}
        <Anchor component={Link} to="/docs/trouble#given-up" inherit underline="always">
          What failed tasks mean
        </Anchor>
      </Text>
      {unknown.length > 0 && (
        <Box mb="md">
          <Notice title="Some queues did not answer" role="status">
            <Text size="sm">Their figures are unknown: {unknown.map(unknownName).join(", ")}.</Text>
          </Notice>
        </Box>
      )}
      <DataTable label="Queues" columns={COLUMNS} rows={status.queues} rowKey={({ queue }) => queue} />
    </Section>
  );
}

function Figure({ value }: { value: number | undefined | null }) {
  return <Text size="sm">{typeof value === "number" ? count(value) : "–"}</Text>;
}

const COLUMNS: Column<QueueStatus>[] = [
  {
    header: "Queue",
    cell: ({ queue, attention }) => (
      <>
        <NameAndPurpose {...QUEUE[queue]} />
        {attention && (
          <Text size="sm" mt={4}>
            {attention}
          </Text>
        )}
      </>
    ),
    wraps: true,
  },
  {
    header: "Scheduled",
    width: 6.5,
    cell: ({ messages }) => <Figure value={messages?.delayed} />,
    align: "right",
    from: "sm",
  },
  {
    header: "Waiting",
    width: 5.5,
    cell: ({ messages }) => <Figure value={messages?.waiting} />,
    align: "right",
  },
  {
    header: "In progress",
    width: 7,
    cell: ({ messages }) => <Figure value={messages?.in_progress} />,
    align: "right",
    from: "xs",
  },
  {
    header: "Failed",
    width: 5,
    cell: ({ dead_letters: failed }) => (
      <Box fw={failed ? 650 : undefined} c={failed ? "var(--tone-danger)" : undefined}>
        <Figure value={failed} />
      </Box>
    ),
    align: "right",
  },
];
