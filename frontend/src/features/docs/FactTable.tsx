import type { ReactNode } from "react";

import classes from "./docs.module.css";

/** A small table of a text. It scrolls by itself where it is wide. */
export function FactTable({ head, rows }: { head: string[]; rows: ReactNode[][] }) {
  return (
    <div className={classes.table}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, column) => (
                <td key={head[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
