import { Button, Group } from "@mantine/core";
import { IconFileImport, IconPlus } from "@tabler/icons-react";
import { lazy, Suspense } from "react";

import { Boundary } from "../../components/Boundary";
import { Only } from "../../components/Only";
import { PageHeader } from "../../components/PageHeader";
import { SearchField } from "../../components/SearchField";
import { useDialog } from "../../lib/useDialog";
import { useListAddress } from "../../lib/useListAddress";
import { ExportButton } from "./ExportButton";
import { NumberList } from "./NumberList";

const AddNumberDialog = lazy(() => import("./AddNumberDialog"));
const ImportNumbersDialog = lazy(() => import("./ImportNumbersDialog"));
const NationalLists = lazy(() => import("./NationalLists"));
const RemoveNumberDialog = lazy(() => import("./RemoveNumberDialog"));
const RemovedNumbers = lazy(() => import("./RemovedNumbers"));

/** The dialog's name in the address, before the number that is to be removed. */
const REMOVE = "remove ";

export function Component() {
  const address = useListAddress();
  const dialog = useDialog();
  const removed = dialog.name?.startsWith(REMOVE) ? dialog.name.slice(REMOVE.length) : null;
  return (
    <>
      <PageHeader
        title="Do not call"
        description="Numbers that are never called, whether or not they belong to a lead. Anyone who asks the agent not to call again is added automatically."
        actions={
          <Only least="operator">
            <Group gap="xs">
              <ExportButton />
              <Button leftSection={<IconFileImport size={16} />} onClick={() => dialog.open("import")}>
                Import
              </Button>
              <Button
                variant="filled"
                leftSection={<IconPlus size={16} />}
                onClick={() => dialog.open("add")}
              >
                Add number
              </Button>
            </Group>
          </Only>
        }
      />
      <Group mb="md">
        <SearchField
          label="Look up a number"
          value={address.get("phone") ?? ""}
          onChange={(phone) => address.set({ phone })}
        />
      </Group>
      <NumberList
        address={address}
        onAdd={() => dialog.open("add")}
        onRemove={(phone) => dialog.open(REMOVE + phone)}
      />
      {address.page === 1 && !address.get("phone") && (
        <Boundary what="the lists">
          <Suspense>
            <NationalLists />
            <RemovedNumbers />
          </Suspense>
        </Boundary>
      )}
      <Boundary what="the dialog">
        <Suspense>
          {dialog.name === "add" && (
            <AddNumberDialog phone={address.get("phone") ?? ""} onClose={dialog.close} />
          )}
          {dialog.name === "import" && <ImportNumbersDialog onClose={dialog.close} />}
          {removed && <RemoveNumberDialog phone={removed} onClose={dialog.close} />}
        </Suspense>
      </Boundary>
    </>
  );
}
