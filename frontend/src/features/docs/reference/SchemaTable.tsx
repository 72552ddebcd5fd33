import { useState } from "react";

import { FactTable } from "../FactTable";
import {
  type Document,
  objectInside,
  propertiesOf,
  resolve,
  type Schema,
  typeInWords,
  withoutNull,
  schemaName,
} from "./openapi";
import classes from "./reference.module.css";

/** The fields of an object; below it, those of the objects it has inside. */
export function SchemaTable({ document, schema }: { document: Document; schema: Schema }) {
  const { properties, required } = propertiesOf(document, schema);
  if (properties.length === 0) return <p>{typeInWords(document, schema)}</p>;
  const rows = properties.map(([name, property]) => [
    <code key="name">{name}</code>,
    typeInWords(document, property) + (required.has(name) ? "" : ", optional"),
    [resolve(document, withoutNull(property).schema).description, limitsOf(property)]
      .filter(Boolean)
      .join(" "),
  ]);
  const inside = properties.map(([name, property]) => [name, objectInside(document, property)] as const);
  return (
    <>
      <FactTable head={["Field", "Type", "Meaning"]} rows={rows} />
      {inside.map(
        ([name, inner]) => inner && <Inside key={name} name={name} document={document} schema={inner} />,
      )}
    </>
  );
}

/** The fields of an object inside another. They are looked up when they are wanted, so nothing is endless. */
function Inside({ name, document, schema }: { name: string; document: Document; schema: Schema }) {
  const [open, setOpen] = useState(false);
  const title = schemaName(schema);
  return (
    <details className={classes.inside} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Fields of <code>{name}</code>
        {title && ` (${title})`}
      </summary>
      {open && <SchemaTable document={document} schema={schema} />}
    </details>
  );
}

/** The borders of a value, in words. */
function limitsOf(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength, maxItems } = schema;
  const parts = [
    minimum !== undefined && minimum > 0 ? `From ${minimum}.` : "",
    maximum === undefined ? "" : `At most ${maximum}.`,
    minLength !== undefined && minLength > 1 ? `At least ${minLength} characters.` : "",
    maxLength === undefined ? "" : `At most ${maxLength} characters.`,
    maxItems === undefined ? "" : `At most ${maxItems} entries.`,
  ];
  return parts.filter(Boolean).join(" ");
}
