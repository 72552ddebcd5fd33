import { Box, Group, Text } from "@mantine/core";

import { api } from "../../api/client";
import type { ConfigurationCheck, VendorCheck } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { Loaded } from "../../components/Loaded";
import { NameAndPurpose } from "../../components/NameAndPurpose";
import { Needs, Only } from "../../components/Only";
import { ReloadButton } from "../../components/ReloadButton";
import { Section } from "../../components/Section";
import { SkeletonTable } from "../../components/Skeletons";
import { StatusLabel } from "../../components/StatusLabel";
import { When } from "../../components/When";
import { count } from "../../lib/format";
import { standingOf, vendorOf } from "./vendorLabels";

/** Whether everything that calls need is there. */
export function VendorsTab() {
  return (
    <Only least="operator" otherwise={<Needs least="operator" />}>
      <Check />
    </Only>
  );
}

function Check() {
  // Each check asks five vendors something: only when somebody wants to know.
  const check = api.useQuery(
    "get",
    "/api/settings/check",
    {},
    {
      staleTime: Infinity,
      refetchOnReconnect: false,
    },
  );
  return (
    <Section
      title="Vendors"
      actions={
        <ReloadButton loading={check.isFetching} onClick={() => void check.refetch()}>
          Check again
        </ReloadButton>
      }
    >
      <Text size="sm" c="dimmed" mb="md">
        Each vendor gets a harmless test request with your credentials. Your AWS administrator manages
        the secrets; the next check picks up changes.
      </Text>
      <Loaded query={check} what="the check" skeleton={<SkeletonTable rows={5} />}>
        {(result) => <Result check={result} stale={check.isFetching} />}
      </Loaded>
    </Section>
  );
}

/** What is wrong with the vendor, and what will change about it. */
function Detail({ vendor }: { vendor: VendorCheck }) {
  return (
    <>
      {vendor.status !== "reachable" && <Text size="sm">{vendor.detail}</Text>}
      {vendor.warning && (
        <Text size="sm" fw={600}>
          {vendor.warning}
        </Text>
      )}
    </>
  );
}

const COLUMNS: Column<VendorCheck>[] = [
  {
    header: "Vendor",
    width: 19,
    cell: (vendor) => <NameAndPurpose {...vendorOf(vendor)} />,
  },
  {
    header: "Status",
    width: 13,
    cell: (vendor) => (
      <>
        <StatusLabel label={standingOf(vendor)} />
        <Text size="xs" c="dimmed">
          {vendor.required ? "Required" : "Optional"}
        </Text>
        <Box hiddenFrom="sm">
          <Detail vendor={vendor} />
        </Box>
      </>
    ),
  },
  { header: "Detail", cell: (vendor) => <Detail vendor={vendor} />, from: "sm", wraps: true },
  {
    header: "Response time",
    width: 9,
    // What is not set up was not asked.
    cell: (vendor) => (vendor.configured ? `${count(vendor.latency_ms)} ms` : "–"),
    from: "md",
    align: "right",
  },
];

function Result({ check, stale }: { check: ConfigurationCheck; stale: boolean }) {
  return (
    <>
      <Group mb="sm" gap="md" role="status">
        <StatusLabel
          label={
            check.ok
              ? { text: "Ready to call", tone: "success" }
              : { text: "Not ready to call", tone: "danger" }
          }
        />
        <Text size="sm" c="dimmed">
          {!check.ok && "A required vendor is not working. "}Checked <When at={check.checked_at} />
        </Text>
      </Group>
      <DataTable
        label="Vendors"
        columns={COLUMNS}
        rows={check.vendors}
        rowKey={({ vendor }) => vendor}
        stale={stale}
      />
    </>
  );
}
