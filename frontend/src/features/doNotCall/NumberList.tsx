import { ActionIcon, Anchor, Button } from "@mantine/core";
import { IconPhoneCheck, IconPhoneOff, IconTrash } from "@tabler/icons-react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { DoNotCallNumber } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { Only } from "../../components/Only";
import { PagedList, useList } from "../../components/PagedList";
import { Ago } from "../../components/When";
import { DO_NOT_CALL_SOURCE } from "../../lib/labels";
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
    cell: ({ phone, asked_at }) =>
      asked_at === null && (
        <Only least="admin">
          <ActionIcon aria-label={`Remove ${phone}`} onClick={() => onRemove(phone)}>
            <IconTrash size={18} />
          </ActionIcon>
        </Only>
      ),
  },
];

/** The numbers that are never called, the latest first, or the one that is looked up. */
export function NumberList({ address, onAdd, onRemove }: Props) {
  const phone = askedNumber(address.get("phone"));
  const numbers = useList(address, PAGE_SIZE, (page) =>
    api.queryOptions("get", "/api/do-not-call", { params: { query: { phone, ...page } } }),
  );
  return (
    <PagedList
      list={numbers}
      what="numbers"
      name="the do-not-call list"
      empty={<NoNumbers phone={phone} onAdd={onAdd} />}
    >
      {(shown) => (
        <DataTable
          {...shown}
          label="Do-not-call numbers"
          columns={columns(onRemove)}
          rowKey={(number) => number.phone}
        />
      )}
    </PagedList>
  );
}

function NoNumbers({ phone, onAdd }: { phone: string | undefined; onAdd: () => void }) {
  const { data: national } = api.useQuery(
    "get",
    "/api/do-not-call/lists",
    { params: { query: { phone } } },
    { enabled: phone !== undefined },
  );
  if (phone) {
    if (!national) return null;
    const lists = national.lists.map(({ name, as_of }) => `${name} (as of ${as_of})`).join(", ");
    if (lists) {
      return (
        <EmptyState icon={IconPhoneOff} title="This number is on a national list">
          {phone} is on {lists}, and is not called. It is not on our own list.
        </EmptyState>
      );
    }
    return (
      <EmptyState
        icon={IconPhoneCheck}
        title="This number may be called"
        action={
          <Only least="operator">
            <Button onClick={onAdd}>Add it to the list</Button>
          </Only>
        }
      >
        {phone} is neither on the do-not-call list nor on a national list in use.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconPhoneOff}
      title="No numbers yet"
      action={
        <Only least="operator">
          <Button variant="filled" onClick={onAdd}>
            Add number
          </Button>
        </Only>
      }
    >
      Add the numbers of people who asked by letter or e-mail not to be called.
    </EmptyState>
  );
}
