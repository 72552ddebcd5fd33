import { Anchor, Button, Table, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";

import type { Delivery } from "../../api/types";
import frame from "../../components/DataTable.module.css";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago, When } from "../../components/When";
import { counted } from "../../lib/format";
import { LEAD_STATUS } from "../../lib/labels";
import { DELIVERY_STATE } from "./partnerLabels";

const COLUMNS = 5;

/** Events with their tries, which unfold below each. */
export function DeliveryTable({ deliveries, stale }: { deliveries: Delivery[]; stale: boolean }) {
  return (
    <div className={frame.frame} data-stale={stale || undefined}>
      <Table aria-label="Deliveries" verticalSpacing="sm" horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>State</Table.Th>
            <Table.Th>Lead status</Table.Th>
            <Table.Th visibleFrom="md">Lead</Table.Th>
            <Table.Th visibleFrom="sm">When</Table.Th>
            <Table.Th>Attempts</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.map((delivery) => (
            <DeliveryRows key={delivery.id} delivery={delivery} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function DeliveryRows({ delivery }: { delivery: Delivery }) {
  const [open, setOpen] = useState(false);
  const tries = delivery.attempts.length;
  const details = `tries-${delivery.id}`;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <>
      <Table.Tr>
        <Table.Td>
          <StatusLabel label={DELIVERY_STATE[delivery.state]} />
        </Table.Td>
        <Table.Td>
          {LEAD_STATUS[delivery.status].text}
          <Text size="xs" c="dimmed">
            was {LEAD_STATUS[delivery.previous_status].text.toLowerCase()}
          </Text>
        </Table.Td>
        <Table.Td visibleFrom="md">
          <LeadLink id={delivery.lead_id} />
        </Table.Td>
        <Table.Td visibleFrom="sm">
          <Ago at={delivery.created_at} />
        </Table.Td>
        <Table.Td>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            c="var(--mantine-color-text)"
            leftSection={<Chevron size={14} aria-hidden />}
            aria-expanded={open}
            aria-controls={open ? details : undefined}
            aria-label={counted(tries, "attempt")}
            onClick={() => setOpen(!open)}
          >
            {tries}
          </Button>
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr id={details} bg="var(--surface-sunken)">
          <Table.Td colSpan={COLUMNS}>
            <Attempts delivery={delivery} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

function LeadLink({ id }: { id: string }) {
  return (
    <Anchor component={Link} to={`/leads/${id}`} inherit underline="always" aria-label={`Lead ${id}`}>
      …{id.slice(-6)}
    </Anchor>
  );
}

function Attempts({ delivery }: { delivery: Delivery }) {
  return (
    <>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        Event {delivery.id} of <When at={delivery.created_at} />, lead <LeadLink id={delivery.lead_id} />
      </Text>
      {delivery.attempts.length === 0 && <Text size="sm">No attempts yet.</Text>}
      <ol style={{ margin: "0.5rem 0 0", paddingInlineStart: "1.25rem" }}>
        {delivery.attempts.map((attempt) => (
          <li key={attempt.at}>
            <Text size="sm" component="span">
              <When at={attempt.at} />: {answerOf(attempt)}
            </Text>
          </li>
        ))}
      </ol>
    </>
  );
}

function answerOf({ status_code, error }: Delivery["attempts"][number]): string {
  if (typeof status_code === "number") {
    return `responded ${status_code}${status_code >= 200 && status_code < 300 ? ", accepted" : ", not accepted"}`;
  }
  return error ?? "no response";
}
