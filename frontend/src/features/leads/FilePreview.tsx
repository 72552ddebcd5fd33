import { Table, Text } from "@mantine/core";

import { missingColumns } from "./leadColumns";

/** The first rows of the file as they will be read, with a word about what is missing. */
export function FilePreview({ rows }: { rows: string[][] }) {
  const [header = [], ...body] = rows;
  const missing = missingColumns(header);
  return (
    <div>
      {missing.length > 0 && (
        <Text role="alert" size="sm" c="var(--mantine-color-error)" mb="xs">
          The first row names no column {missing.join(" and no column ")}.
        </Text>
      )}
      <Table.ScrollContainer minWidth={380} type="native">
        <Table aria-label="First rows of the file" withTableBorder>
          <Table.Thead>
            <Table.Tr>
              {header.map((name, column) => (
                <Table.Th key={`${column} ${name}`}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {body.map((row, line) => (
              <Table.Tr key={`${line} ${row.join()}`}>
                {header.map((name, column) => (
                  <Table.Td key={`${column} ${name}`}>{row[column] ?? ""}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}
