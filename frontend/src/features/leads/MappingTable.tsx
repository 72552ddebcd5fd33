import { NativeSelect, Table, Text } from "@mantine/core";

import type { LeadField, ListPreview } from "../../api/types";
import { type Choices, LEAD_FIELD } from "./listMapping";

interface Props {
  columns: ListPreview["columns"];
  choices: Choices;
  onChoose: (column: number, field: LeadField | null) => void;
}

const NOT_IMPORTED = "";
const FIELDS = [
  { value: NOT_IMPORTED, label: "Not imported" },
  ...Object.entries(LEAD_FIELD).map(([value, label]) => ({ value, label })),
];

/** Each column of the file with what stands in it and what it is read as. */
export function MappingTable({ columns, choices, onChoose }: Props) {
  return (
    <Table.ScrollContainer minWidth={0} maxHeight={280} type="native">
      <Table
        aria-label="Columns of the file"
        layout="fixed"
        withTableBorder
        stickyHeader
        verticalSpacing={4}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Column</Table.Th>
            <Table.Th w="45%">Imported as</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map((column) => {
            const name = column.header || `Column ${column.number}`;
            const chosen = choices[column.number];
            return (
              <Table.Tr key={column.number}>
                <Table.Td>
                  <Text size="sm" fw={500} truncate title={name}>
                    {name}
                  </Text>
                  <Text size="xs" c="dimmed" truncate title={column.samples.join(", ")}>
                    {column.samples.join(", ") || "Empty"}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <NativeSelect
                    size="xs"
                    aria-label={`Import ${name} as`}
                    data={FIELDS}
                    value={(chosen === undefined ? column.field : chosen) ?? NOT_IMPORTED}
                    onChange={({ currentTarget: { value } }) =>
                      onChoose(column.number, value === NOT_IMPORTED ? null : (value as LeadField))
                    }
                  />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
