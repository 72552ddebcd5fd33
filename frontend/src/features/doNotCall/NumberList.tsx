import { ActionIcon, Anchor, Button } from "@mantine/core";
import { IconPhoneCheck, IconPhoneOff, IconTrash } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { DoNotCallNumber } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { Pager } from "../../components/Pager";
import { SkeletonTable } from "../../components/Skeletons";
import { Ago } from "../../components/When";
import { DO_NOT_CALL_SOURCE } from "../../lib/labels";
import { LIVE_MS } from "../../lib/live";
import type { ListAddress } from "../../lib/useListAddress";
import { askedNumber } from "./askedNumber";

const PAGE_SIZE = 50;

interface Props {
  address: ListAddress;
  onAdd: () => void;
  onRemove: (phone: string) => void;
}

const columns = (onRemove: Props["onRemove"]): Column<DoNotCallNumber>[] => [
  { header: "Number", width: 11, cell: ({ phone }) => phone },
  {
    header: "Reason",
    wraps: true,
    cell: ({ reason, source }) => reason ?? (source === "CALL" ? "Asked during a call" : "–"),
  },
  { header: "Source", width: 9, from: "sm", cell: ({ source }) => DO_NOT_CALL_SOURCE[source] },
  {
    header: "Lead",
    width: 7,
    from: "md",
    cell: ({ lead_id }) =>
      lead_id ? (
        <Anchor component={Link} to={`/leads/${lead_id}`} inherit>
          View lead
        </Anchor>
      ) : (
        "–"
      ),
  },
  { header: "Added", width: 9.5, from: "sm", cell: ({ recorded_at }) => <Ago at={recorded_at} /> },
  {
    header: "",
    width: 4,
    align: "right",
    // Whoever asked for it in a call stays on the list.
    cell: ({ phone, asked_in_call_at }) =>
      asked_in_call_at === null && (
        <ActionIcon aria-label={`Remove ${phone}`} onClick={() => onRemove(phone)}>
          <IconTrash size={18} />
        </ActionIcon>
      ),
  },
];

/** The numbers that are never called, the latest first, or the one that is looked up. */
export function NumberList({ address, onAdd, onRemove }: Props) {
  const phone = askedNumber(address.get("phone"));
  const numbers = api.useQuery(
    "get",
    "/api/do-not-call",
    { params: { query: { phone, page_size: PAGE_SIZE, cursor: address.cursor } } },
    { placeholderData: keepPreviousData, refetchInterval: LIVE_MS },
  );
  return (
    <Loaded query={numbers} what="the do-not-call list" skeleton={<SkeletonTable />}>
      {(page) =>
        page.numbers.length === 0 ? (
          <NoNumbers phone={phone} onAdd={onAdd} />
        ) : (
          <>
            <DataTable
              label="Do-not-call numbers"
              columns={columns(onRemove)}
              rows={page.numbers}
              rowKey={(number) => number.phone}
              stale={numbers.isPlaceholderData}
            />
            <Pager
              address={address}
              nextCursor={page.next_cursor}
              shown={page.numbers.length}
              pageSize={PAGE_SIZE}
              what="numbers"
            />
          </>
        )
      }
    </Loaded>
  );
}

function NoNumbers({ phone, onAdd }: { phone: string | undefined; onAdd: () => void }) {
  if (phone) {
    return (
      <EmptyState
        icon={IconPhoneCheck}
        title="This number may be called"
        action={<Button onClick={onAdd}>Add it to the list</Button>}
      >
        {phone} is not on the do-not-call list.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconPhoneOff}
      title="No numbers yet"
      action={
        <Button variant="filled" onClick={onAdd}>
          Add number
        </Button>
      }
    >
      Add the numbers of people who asked by letter or e-mail not to be called.
    </EmptyState>
  );
}
