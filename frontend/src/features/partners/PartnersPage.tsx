import { Button, Switch } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";

import type { CreatedPartner } from "../../api/types";
import { Boundary } from "../../components/Boundary";
import { Only } from "../../components/Only";
import { PageHeader } from "../../components/PageHeader";
import { useDialog } from "../../lib/useDialog";
import { useListAddress } from "../../lib/useListAddress";
import { usePainted } from "../../lib/usePainted";
import { KeyDialog } from "./KeyDialog";

import { PartnerList } from "./PartnerList";

// The list comes first; the dialog when it is there, or when it is asked for.
const NewPartnerDialog = lazy(() => import("./NewPartnerDialog"));

export function Component() {
  const address = useListAddress();
  const navigate = useNavigate();
  // The only place that holds a new key; it is gone with the dialog.
  const [created, setCreated] = useState<CreatedPartner | null>(null);
  const [isPainted, setPainted] = useState(false);
  usePainted(setPainted);
  const activeOnly = address.get("active_only") === "true";
  const dialog = useDialog();
  const creating = dialog.name === "new";
  const create = () => dialog.open("new");

  const stored = (partnerId: string) => {
    setCreated(null);
    // Once the dialog no longer keeps the page.
    setTimeout(() => void navigate(`/partners/${partnerId}`), 0);
  };
  return (
    <>
      <PageHeader
        title="Partners"
        description="External systems that send leads through the API, each with its own key."
        actions={
          <Only least="admin">
            <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={create}>
              New partner
            </Button>
          </Only>
        }
      />
      <Switch
        mb="md"
        label="Active only"
        checked={activeOnly}
        onChange={(event) => address.set({ active_only: event.currentTarget.checked ? "true" : null })}
      />
      <PartnerList address={address} activeOnly={activeOnly} onCreate={create} />
      {(isPainted || creating) && (
        <Boundary what="the dialog">
          <Suspense>
            <NewPartnerDialog opened={creating} onClose={dialog.close} onCreated={setCreated} />
          </Suspense>
        </Boundary>
      )}
      <KeyDialog
        shown={created && { partnerName: created.name, key: created.api_key }}
        onStored={() => created && stored(created.id)}
      />
    </>
  );
}
