import { Button } from "@mantine/core";
import { useSessionStorage } from "@mantine/hooks";
import { IconFileUpload, IconPlus, IconSpeakerphone } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";

import type { Lead } from "../../api/types";
import { Boundary } from "../../components/Boundary";
import { Only } from "../../components/Only";
import { PageHeader } from "../../components/PageHeader";
import { useDialog } from "../../lib/useDialog";
import { useListAddress } from "../../lib/useListAddress";
import { usePainted } from "../../lib/usePainted";
import { LeadList } from "./LeadList";
import { LeadsFilters } from "./LeadsFilters";
import { SelectionBar } from "./SelectionBar";
import type { Followed } from "./useImport";

// The list comes first; dialogs when it is there, or when they are asked for.
const ImportNote = lazy(() => import("./ImportNote"));
const LeadFormDialog = lazy(() => import("./LeadFormDialog"));
const StartCampaignDialog = lazy(() => import("./StartCampaignDialog"));
const UploadDialog = lazy(() => import("./UploadDialog"));

export function Component() {
  const address = useListAddress();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<ReadonlyMap<string, Lead>>(new Map());
  const [isPainted, setPainted] = useState(false);
  usePainted(setPainted);
  const { name: dialog, open, close } = useDialog();
  // Kept for the tab: an import goes on while other pages are looked at.
  const [followed, follow] = useSessionStorage<Followed | null>({
    key: "homework.import",
    defaultValue: null,
    getInitialValueInEffect: false,
  });

  return (
    <>
      <PageHeader
        title="Leads"
        description="The people HomeWork calls. Anyone who asks not to be called is never called again."
        actions={
          <Only least="operator">
            <Button leftSection={<IconPlus size={16} />} onClick={() => open("new")}>
              New lead
            </Button>
            <Button leftSection={<IconFileUpload size={16} />} onClick={() => open("upload")}>
              Upload CSV
            </Button>
            <Button
              variant="filled"
              leftSection={<IconSpeakerphone size={16} />}
              onClick={() => open("campaign")}
            >
              Start a campaign
            </Button>
          </Only>
        }
      />
      {followed && (
        <Boundary what="the import">
          <Suspense>
            <ImportNote
              followed={followed}
              onOpen={() => open("import")}
              onForget={() => follow(null)}
            />
          </Suspense>
        </Boundary>
      )}
      <LeadsFilters address={address} />
      <SelectionBar
        leads={[...chosen.values()]}
        onClear={() => setChosen(new Map())}
        onStart={() => open("campaign")}
      />
      <LeadList address={address} chosen={chosen} onChoose={setChosen} onDialog={open} />

      <Boundary what="the dialog">
        <Suspense>
          {(isPainted || dialog === "new") && (
            <LeadFormDialog
              opened={dialog === "new"}
              onClose={close}
              // The lead's page takes the dialog's place: going back leads to the list.
              onSaved={(lead) => void navigate(`/leads/${lead.id}`, { replace: true })}
            />
          )}
          {(dialog === "upload" || dialog === "import") && (
            <UploadDialog
              shown={dialog === "import" ? followed : null}
              onFollow={follow}
              onClose={close}
            />
          )}
          {dialog === "campaign" && (
            <StartCampaignDialog
              chosen={[...chosen.values()]}
              partnerId={address.get("partner_id")}
              onClose={close}
            />
          )}
        </Suspense>
      </Boundary>
    </>
  );
}
