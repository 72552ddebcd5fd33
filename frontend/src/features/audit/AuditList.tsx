import { Anchor, Text, UnstyledButton } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { AuditEntry } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { PagedList, useList } from "../../components/PagedList";
import { StatusLabel } from "../../components/StatusLabel";
import { When } from "../../components/When";
import type { ListAddress } from "../../lib/useListAddress";
import { inWords, OUTCOME, pageOf } from "./auditWords";

const PAGE_SIZE = 50;

const columns = (address: ListAddress): Column<AuditEntry>[] => [
  { header: "When", width: 12, cell: ({ at }) => <When at={at} /> },
  {
    header: "Who",
    width: 15,
    wraps: true,
    cell: ({ operator, operator_id }) => (
      <UnstyledButton
        fz="sm"
        td="underline"
        aria-label={`Only ${operator}`}
        onClick={() => address.set({ operator: operator_id, name: operator })}
      >
        {operator}
      </UnstyledButton>
    ),
  },
  {
    header: "What",
    wraps: true,
    cell: ({ operation, thing_id, reason }) => {
      const page = pageOf(operation, thing_id);
      return (
        <>
          {page ? (
            <Anchor component={Link} to={page} inherit>
              {inWords(operation)}
            </Anchor>
          ) : (
            inWords(operation)
          )}
          {reason && (
            <Text size="xs" c="dimmed">
              {reason}
            </Text>
          )}
        </>
      );
    },
  },
  {
    header: "Outcome",
    width: 9,
    cell: ({ outcome, status }) => (
      <>
        <StatusLabel label={OUTCOME[outcome]} />
        {outcome !== "DONE" && (
          <Text size="xs" c="dimmed">
            {status === null ? "No answer on record" : `Status ${status}`}
          </Text>
        )}
      </>
    ),
  },
  {
    header: "Request",
    width: 20,
    from: "xl",
    cell: ({ request_id }) => request_id,
  },
];

/** The trail, the latest first. */
export function AuditList({ address }: { address: ListAddress }) {
  const day = address.get("day") ?? undefined;
  const operator_id = address.get("operator") ?? undefined;
  const trail = useList(address, PAGE_SIZE, (page) =>
    api.queryOptions("get", "/api/audit", { params: { query: { day, operator_id, ...page } } }),
  );
  return (
    <PagedList
      list={trail}
      what="entries"
      name="the audit trail"
      isCounted={false}
      empty={
        <EmptyState icon={IconHistory} title={day || operator_id ? "Nothing then" : "Nothing yet"}>
          Whatever an operator changes, or is refused, is listed here.
        </EmptyState>
      }
    >
      {(shown) => (
        <DataTable
          {...shown}
          label="Audit trail"
          columns={columns(address)}
          rowKey={(entry) => entry.id}
        />
      )}
    </PagedList>
  );
}
