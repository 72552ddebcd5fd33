import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";

import type { VendorStatus } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { NameAndPurpose } from "../../components/NameAndPurpose";
import { Only } from "../../components/Only";
import { Section } from "../../components/Section";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago } from "../../components/When";
import { vendorOf } from "../settings/vendorLabels";
import { standingOf } from "./statusLabels";

/** What was seen of the vendors when they were last used. */
export function Vendors({ vendors }: { vendors: VendorStatus[] }) {
  return (
    <Section
      title="Vendors"
      actions={
        <Only least="operator">
          <Anchor component={Link} to="/settings?tab=vendors" fz="sm">
            Check now
          </Anchor>
        </Only>
      }
    >
      <DataTable label="Vendors" columns={COLUMNS} rows={vendors} rowKey={({ vendor }) => vendor} />
    </Section>
  );
}

const COLUMNS: Column<VendorStatus>[] = [
  {
    header: "Vendor",
    cell: (vendor) => <NameAndPurpose {...vendorOf(vendor)} />,
    wraps: true,
  },
  {
    header: "Status",
    cell: (vendor) => (
      <>
        <StatusLabel label={standingOf(vendor)} />
        {vendor.since && (
          <Text size="xs" c="dimmed">
            <Ago at={vendor.since} />
          </Text>
        )}
        {vendor.code && <Text size="sm">{vendor.code}</Text>}
        {vendor.breaker === "OPEN" && (
          <Text size="sm" c="dimmed">
            {vendor.automatic ? "Checked again automatically" : "Check the credentials"}
          </Text>
        )}
      </>
    ),
    wraps: true,
  },
];
