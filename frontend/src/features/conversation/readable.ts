import { dayAndTime } from "../../lib/time";
import { words } from "./words";

/** A value of JSON as people read it. */
export type Readable =
  | { kind: "text"; text: string }
  | { kind: "list"; items: Readable[] }
  | { kind: "fields"; fields: [name: string, value: Readable][] };

export function readable(value: unknown): Readable {
  if (Array.isArray(value)) {
    return value.length === 0 ? text("None") : { kind: "list", items: value.map(readable) };
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value);
    if (fields.length === 0) return text("Nothing");
    return { kind: "fields", fields: fields.map(([name, of]) => [words(name), readable(of)]) };
  }
  if (value === null || value === undefined || value === "") return text("–");
  if (typeof value === "boolean") return text(value ? "Yes" : "No");
  return text(typeof value === "string" ? clockTime(value) : JSON.stringify(value));
}

function text(of: string): Readable {
  return { kind: "text", text: of };
}

/** In one line: "Spoken: Wednesday at 3 PM; start: Wed, 25 Nov, 15:00 (UTC-06:00)". */
export function inline(value: Readable): string {
  if (value.kind === "text") return value.text;
  if (value.kind === "list") return value.items.map(inline).join(", ");
  return value.fields.map(([name, of]) => `${name}: ${inline(of)}`).join("; ");
}

const WITH_OFFSET = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)$/;

/** A time with its offset is shown as the clock there shows it, which is how the lead hears it. */
function clockTime(value: string): string {
  const [, local, offset] = WITH_OFFSET.exec(value) ?? [];
  if (!local || !offset || Number.isNaN(Date.parse(value))) return value;
  return `${dayAndTime(`${local}Z`, "UTC")} (UTC${offset === "Z" ? "" : offset})`;
}
