import { Button, Group } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { lazy, Suspense } from "react";

import { Boundary } from "../../components/Boundary";
import { PageHeader } from "../../components/PageHeader";
import { SearchField } from "../../components/SearchField";
import { useDialog } from "../../lib/useDialog";
import { useListAddress } from "../../lib/useListAddress";
import { NumberList } from "./NumberList";

const AddNumberDialog = lazy(() => import("./AddNumberDialog"));

export function Component() {
  const address = useListAddress();
  const dialog = useDialog();
  return (
    <>
      <PageHeader
        title="Do not call"
        description="Numbers that are never called, whether or not they belong to a lead. Anyone who asks the agent not to call again is added automatically."
        actions={
          <Button
            variant="filled"
            leftSection={<IconPlus size={16} />}
            onClick={() => dialog.open("add")}
          >
            Add number
          </Button>
        }
      />
      <Group mb="md">
        <SearchField
          label="Look up a number"
          value={address.get("phone") ?? ""}
          onChange={(phone) => address.set({ phone })}
        />
      </Group>
      <NumberList address={address} onAdd={() => dialog.open("add")} />
      {dialog.name === "add" && (
        <Boundary what="the dialog">
          <Suspense>
            <AddNumberDialog phone={address.get("phone") ?? ""} onClose={dialog.close} />
          </Suspense>
        </Boundary>
      )}
    </>
  );
}
