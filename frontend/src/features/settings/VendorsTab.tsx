import { Button, Group, Stack, Text } from "@mantine/core";
import { IconEraser, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";

import { api, client } from "../../api/client";
import type { VendorCheck } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { Loaded } from "../../components/Loaded";
import { Section } from "../../components/Section";
import { SkeletonTable } from "../../components/Skeletons";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago } from "../../components/When";
import { notifyFailure, notifySuccess } from "../../lib/feedback";
import { STANDING, VENDOR } from "./vendorLabels";

const COLUMNS: Column<VendorCheck>[] = [
  {
    header: "Vendor",
    cell: ({ vendor, required }) => (
      <>
        <Text size="sm" fw={500}>
          {VENDOR[vendor]?.name ?? vendor}
        </Text>
        <Text size="xs" c="dimmed">
          {VENDOR[vendor]?.use ?? ""}
          {required ? "" : " (not needed)"}
        </Text>
      </>
    ),
  },
  { header: "State", cell: ({ status }) => <StatusLabel label={STANDING[status]} /> },
  { header: "In detail", cell: ({ detail }) => detail || "–", from: "sm" },
  { header: "Answered in", cell: ({ latency_ms }) => `${latency_ms} ms`, from: "md", align: "right" },
];

/** Whether everything is there that calls need. No secret is shown, not even in part. */
export function VendorsTab() {
  const check = api.useQuery("get", "/api/settings/check", {}, { staleTime: 60_000 });
  return (
    <Stack>
      <Section
        title="Configuration"
        actions={
          <Button
            leftSection={<IconRefresh size={16} />}
            loading={check.isFetching && check.data !== undefined}
            onClick={() => void check.refetch()}
          >
            Check again
          </Button>
        }
      >
        <Loaded query={check} what="the check" skeleton={<SkeletonTable rows={5} />}>
          {({ ok, vendors, checked_at }) => (
            <Stack>
              <Text role="status">
                {ok ? "Everything that calls need is reachable." : "Calls cannot be held: see below."}{" "}
                <Text span size="sm" c="dimmed">
                  Checked <Ago at={checked_at} />
                </Text>
              </Text>
              <DataTable
                label="Vendors"
                columns={COLUMNS}
                rows={vendors}
                rowKey={({ vendor }) => vendor}
              />
            </Stack>
          )}
        </Loaded>
      </Section>
      <CacheSection />
    </Stack>
  );
}

function CacheSection() {
  const [busy, setBusy] = useState(false);
  const clear = async () => {
    setBusy(true);
    try {
      const { data } = await client.POST("/api/settings/cache/clear", {});
      notifySuccess(data?.message ?? "Cleared.");
    } catch (error) {
      notifyFailure("The cache was not cleared", error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title="Cache">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={520}>
          The list of voices and their samples are kept, so that each is paid for once. Clear them after
          a voice has changed at ElevenLabs.
        </Text>
        <Button leftSection={<IconEraser size={16} />} loading={busy} onClick={() => void clear()}>
          Clear the cache
        </Button>
      </Group>
    </Section>
  );
}
