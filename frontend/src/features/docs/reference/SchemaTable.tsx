import { FactTable } from "../FactTable";
import { type Document, propertiesOf, resolve, type Schema, typeInWords, withoutNull } from "./openapi";

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
  return <FactTable head={["Field", "Type", "Meaning"]} rows={rows} />;
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
