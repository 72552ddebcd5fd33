import { Table, Text } from "@mantine/core";

import type { ListPreview } from "../../api/types";

const ROWS = 5;

/** The first rows as they would be imported, with what is wrong with them. */
export function FilePreview({ rows }: { rows: ListPreview["rows"] }) {
  return (
    <Table.ScrollContainer minWidth={380} type="native">
      <Table aria-label="First rows of the file" withTableBorder verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={50}>Row</Table.Th>
            <Table.Th>Name</Table.Th>
            <Table.Th>Phone</Table.Th>
            <Table.Th>E-mail</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, ROWS).map(({ row, lead, errors, warnings }) => (
            <Table.Tr key={row}>
              <Table.Td c="dimmed">{row}</Table.Td>
              {lead ? (
                <>
                  <Table.Td>{lead.name}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{lead.phone}</Table.Td>
                  <Table.Td>
                    {lead.email ?? (warnings.length > 0 ? <Problems of={warnings} /> : "–")}
                  </Table.Td>
                </>
              ) : (
                <Table.Td colSpan={3}>
                  <Problems of={errors} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Problems({ of }: { of: ListPreview["rows"][number]["errors"] }) {
  return (
    <Text size="sm" c="var(--mantine-color-error)">
      {of.map(({ field, message }) => `${field} ${message}`).join("; ")}
    </Text>
  );
}
