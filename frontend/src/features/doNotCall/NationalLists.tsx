import { ActionIcon, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, client } from "../../api/client";
import type { NationalList } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { type Column, DataTable } from "../../components/DataTable";
import { Notice } from "../../components/Notice";
import { Only } from "../../components/Only";
import { Section } from "../../components/Section";
import { StatusLabel } from "../../components/StatusLabel";
import { notifySuccess } from "../../lib/feedback";
import { count } from "../../lib/format";
import { ofNumbers } from "./ofNumbers";

const columns = (onRemove: (list: NationalList) => void): Column<NationalList>[] => [
  { header: "List", cell: ({ name }) => name },
  { header: "Place", width: 6, cell: ({ place }) => place },
  { header: "As of", width: 8, cell: ({ as_of }) => as_of },
  { header: "Numbers", width: 7, from: "sm", align: "right", cell: ({ numbers }) => count(numbers) },
  {
    header: "State",
    width: 8,
    cell: ({ is_stale }) => (
      <StatusLabel
        label={is_stale ? { text: "Stale", tone: "danger" } : { text: "In use", tone: "success" }}
      />
    ),
  },
  { header: "Good until", width: 8, from: "md", cell: ({ stale_from }) => stale_from.slice(0, 10) },
  {
    header: "",
    width: 4,
    align: "right",
    cell: (list) => (
      <Only least="admin">
        <ActionIcon aria-label={`Take ${list.name} out of use`} onClick={() => onRemove(list)}>
          <IconTrash size={18} />
        </ActionIcon>
      </Only>
    ),
  },
];

/** The national lists in use, and which are too old to call by. Nothing where there are none. */
export default function NationalLists() {
  const queries = useQueryClient();
  const [removed, setRemoved] = useState<NationalList | null>(null);
  const { data } = api.useQuery("get", "/api/do-not-call/lists");
  if (!data || data.lists.length === 0) return null;
  const stale = data.lists.filter((list) => list.is_stale);
  const remove = async (name: string) => {
    await client.DELETE("/api/do-not-call/lists/{name}", { params: { path: { name } } });
    notifySuccess(`${name} is out of use.`);
    await queries.invalidateQueries({ predicate: ofNumbers });
  };
  return (
    <div style={{ marginTop: "var(--mantine-spacing-xl)" }}>
      <Section title="National lists">
        {stale.length > 0 && (
          <Notice severity="critical" title="Some people are not called because a list is stale">
            <Text size="sm">
              Import a fresh edition of {stale.map(({ name }) => name).join(", ")}. Until then nobody is
              called in {stale.map(({ place }) => place).join(", ")}.
            </Text>
          </Notice>
        )}
        <DataTable
          label="National lists"
          columns={columns(setRemoved)}
          rows={data.lists}
          rowKey={({ name }) => name}
        />
      </Section>
      <ConfirmDialog
        opened={removed !== null}
        onClose={() => setRemoved(null)}
        title={`Take ${removed?.name ?? "the list"} out of use?`}
        action="Take out of use"
        danger
        onConfirm={() => remove(removed?.name ?? "")}
      >
        Its numbers can be called, and calls to {removed?.place} no longer wait for a fresh edition.
        Importing the list again puts it back into use.
      </ConfirmDialog>
    </div>
  );
}
