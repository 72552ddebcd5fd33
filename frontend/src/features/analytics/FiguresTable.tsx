import { Table } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./analytics.module.css";

interface Props {
  label: string;
  /** The first column names the rows; the others are figures. */
  headers: string[];
  rows: ReactNode[][];
  /** Texts, not figures, from this column on. */
  textsFrom?: number;
}

/** A chart's figures as a table; a long one scrolls under its head. */
export function FiguresTable({ label, headers, rows, textsFrom = Infinity }: Props) {
  const align = (column: number) => (column > 0 && column < textsFrom ? "right" : undefined);
  return (
    // Scrolls by keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} role="region" aria-label={`Table: ${label}`} tabIndex={0}>
      <Table aria-label={label} stickyHeader className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {headers.map((header, column) => (
              <Table.Th key={header} scope="col" ta={align(column)}>
                {header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, ...figures]) => (
            <Table.Tr key={String(name)}>
              <Table.Th scope="row">{name}</Table.Th>
              {figures.map((figure, place) => (
                <Table.Td
                  key={headers[place + 1]}
                  ta={align(place + 1)}
                  className={align(place + 1) && classes.number}
                >
                  {figure}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
