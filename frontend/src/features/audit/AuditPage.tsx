import { Group, TextInput } from "@mantine/core";

import { FilterPill } from "../../components/FilterPill";
import { Needs, Only } from "../../components/Only";
import { PageHeader } from "../../components/PageHeader";
import { useListAddress } from "../../lib/useListAddress";
import { AuditList } from "./AuditList";

export function Component() {
  const address = useListAddress();
  const operator = address.get("operator");
  return (
    <>
      <PageHeader
        title="Audit trail"
        description="Which operator asked for which change, and what came of it. Nothing here can be changed or removed."
      />
      <Only least="admin" otherwise={<Needs least="admin" to="read this" />}>
        <Group mb="md">
          <TextInput
            type="date"
            aria-label="Day, in UTC"
            value={address.get("day") ?? ""}
            onChange={(event) => address.set({ day: event.currentTarget.value })}
          />
          {operator && (
            <FilterPill
              text={`Operator: ${address.get("name") ?? operator}`}
              onRemove={() => address.set({ operator: null, name: null })}
            />
          )}
        </Group>
        <AuditList address={address} />
      </Only>
    </>
  );
}
