import { Table, Text } from "@mantine/core";

import type { ListPreview } from "../../api/types";
import { codeOf } from "../../lib/labels";
import { LEAD_FIELD } from "./listMapping";

const ROWS = 5;

/** The first rows as they would be imported, with what is wrong with them. */
export function FilePreview({ rows }: { rows: ListPreview["rows"] }) {
  return (
    <Table aria-label="First rows of the file" layout="fixed" withTableBorder verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={50}>Row</Table.Th>
          <Table.Th>Lead</Table.Th>
          <Table.Th w="40%">Phone</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.slice(0, ROWS).map(({ row, lead, errors, warnings }) => (
          <Table.Tr key={row}>
            <Table.Td c="dimmed">{row}</Table.Td>
            {lead ? (
              <>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  {lead.name}
                  <Text size="xs" c="dimmed">
                    {lead.email}
                  </Text>
                  <Problems of={warnings} />
                </Table.Td>
                <Table.Td>{lead.phone}</Table.Td>
              </>
            ) : (
              <Table.Td colSpan={2}>
                <Problems of={errors} />
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Problems({ of }: { of: ListPreview["rows"][number]["errors"] }) {
  if (of.length === 0) return null;
  return (
    <Text size="sm" c="var(--mantine-color-error)">
      {of.map(({ field, message }) => `${labelOf(field)} ${message}`).join("; ")}
    </Text>
  );
}

/** "Phone"; a field without a label as the API spells it. */
function labelOf(field: string): string {
  const code = codeOf(LEAD_FIELD, field);
  return code ? LEAD_FIELD[code] : field;
}
