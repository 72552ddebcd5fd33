import { Checkbox, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";

import classes from "./DataTable.module.css";

export interface Column<T> {
  header: string;
  cell: (row: T) => ReactNode;
  /** From which width of the window on it is shown: the first columns must say the essential. */
  from?: "xs" | "sm" | "md" | "lg" | "xl";
  align?: "right";
  /** Sentences are shown whole, on as many lines as they take. */
  wraps?: boolean;
  /** In rem. Columns without one share what is left: those with names. */
  width?: number;
}

export interface Selection<T> {
  selected: ReadonlySet<string>;
  onChange: (selected: Set<string>) => void;
  nameOf: (row: T) => string;
}

interface Props<T> {
  /** Says what the table is, to those who do not see it. */
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** The page of a row. The first cell has to contain the link itself, for keyboards. */
  rowHref?: (row: T) => string;
  selection?: Selection<T>;
  /** Rows of another page are still shown while the next one loads. */
  stale?: boolean;
}

export function DataTable<T>({ label, columns, rows, rowKey, rowHref, selection, stale }: Props<T>) {
  const navigate = useNavigate();
  const open = (row: T) => (event: React.MouseEvent) => {
    // Links, boxes and buttons in a row do what they do; text may be marked.
    const element = event.target as HTMLElement;
    if (element.closest("a, button, input, label") || window.getSelection()?.toString()) return;
    if (rowHref) void navigate(rowHref(row));
  };
  return (
    <div className={classes.frame} data-stale={stale || undefined}>
      <Table
        layout="fixed"
        aria-label={label}
        highlightOnHover={Boolean(rowHref)}
        verticalSpacing="sm"
        horizontalSpacing="md"
      >
        <Table.Thead>
          <Table.Tr>
            {selection && (
              <Table.Th w={40}>
                <SelectAll rows={rows} rowKey={rowKey} selection={selection} />
              </Table.Th>
            )}
            {columns.map((column) => (
              <Table.Th
                key={column.header}
                visibleFrom={column.from}
                ta={column.align}
                w={column.width && `min(${column.width}rem, 45vw)`}
              >
                {column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr
              key={rowKey(row)}
              onClick={rowHref && open(row)}
              className={rowHref && classes.link}
              bg={
                selection?.selected.has(rowKey(row)) ? "var(--mantine-primary-color-light)" : undefined
              }
            >
              {selection && (
                <Table.Td>
                  <SelectOne id={rowKey(row)} name={selection.nameOf(row)} selection={selection} />
                </Table.Td>
              )}
              {columns.map((column) => (
                <Table.Td
                  key={column.header}
                  visibleFrom={column.from}
                  ta={column.align}
                  className={column.wraps ? classes.whole : classes.cell}
                  onMouseEnter={showWhole}
                >
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** What is cut off can be read on hover; to a screen reader, and when it is copied, it is whole anyway. */
function showWhole({ currentTarget: cell }: React.MouseEvent<HTMLElement>) {
  const texts = [cell, ...cell.querySelectorAll<HTMLElement>("*")];
  const isCut = texts.some((text) => text.scrollWidth > text.clientWidth && text.clientWidth > 0);
  if (isCut) cell.title = cell.innerText;
  else cell.removeAttribute("title");
}

interface SelectAllProps<T> {
  rows: T[];
  rowKey: (row: T) => string;
  selection: Selection<T>;
}

function SelectAll<T>({ rows, rowKey, selection: { selected, onChange } }: SelectAllProps<T>) {
  const keys = rows.map(rowKey);
  const chosen = keys.filter((key) => selected.has(key)).length;
  const toggle = () => {
    const others = [...selected].filter((key) => !keys.includes(key));
    onChange(new Set(chosen === keys.length ? others : [...others, ...keys]));
  };
  return (
    <Checkbox
      aria-label="Select all on this page"
      checked={keys.length > 0 && chosen === keys.length}
      indeterminate={chosen > 0 && chosen < keys.length}
      onChange={toggle}
    />
  );
}

interface SelectOneProps<T> {
  id: string;
  name: string;
  selection: Selection<T>;
}

function SelectOne<T>({ id, name, selection: { selected, onChange } }: SelectOneProps<T>) {
  const toggle = () => {
    const changed = new Set(selected);
    if (!changed.delete(id)) changed.add(id);
    onChange(changed);
  };
  return <Checkbox aria-label={`Select ${name}`} checked={selected.has(id)} onChange={toggle} />;
}
