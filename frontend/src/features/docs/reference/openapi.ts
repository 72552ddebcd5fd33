/** An OpenAPI document, as far as the reference shows it. It comes from the system itself. */

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: Schema;
}

interface Content {
  content?: Record<string, { schema?: Schema; example?: unknown }>;
  description?: string;
}

export interface Answer extends Content {
  $ref?: string;
}

interface Documented {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Answer>;
  security?: Record<string, string[]>[];
}

export interface Document {
  /** What an operation needs that says nothing of its own. */
  security?: Record<string, string[]>[];
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, Documented>>;
  components: { schemas: Record<string, Schema>; responses?: Record<string, Answer> };
}

export interface Operation extends Documented {
  method: string;
  path: string;
}

/** The operations of the document by its tags, in the order of both. */
export function operationsByTag(
  document: Document,
): { tag: string; about: string; operations: Operation[] }[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, documented]): Operation => ({ ...documented, method, path })),
  );
  return (document.tags ?? []).map(({ name, description }) => ({
    tag: name,
    about: description ?? "",
    operations: all.filter(({ tags }) => tags?.includes(name)),
  }));
}

/** Whether an operation has all the words that were typed in its method, path, name or description. */
export function matches(operation: Operation, typed: string): boolean {
  const { method, path, operationId, summary = "", description = "" } = operation;
  const text = `${method} ${path} ${operationId} ${summary} ${description}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The schemes that open an operation, with the least role it takes; none if it is open to everybody. */
export function schemesOf(
  document: Document,
  operation: Operation,
): { name: string; roles: string[] }[] {
  const alternatives = operation.security ?? document.security ?? [];
  return alternatives.flatMap((scheme) =>
    Object.entries(scheme).map(([name, roles]) => ({ name, roles })),
  );
}

const nameOf = (ref: string) => ref.split("/").pop() ?? "";

/** The name a schema is known by, if it has one. */
export function schemaName({ $ref }: Schema): string | undefined {
  return $ref && nameOf($ref);
}

/** The schema itself, whatever refers to it. A reference's own description counts first. */
export function resolve(document: Document, schema: Schema): Schema {
  const target = schema.$ref && document.components.schemas[nameOf(schema.$ref)];
  return target ? { ...target, description: schema.description ?? target.description } : schema;
}

export function resolveAnswer(document: Document, answer: Answer): Answer {
  return (answer.$ref && document.components.responses?.[nameOf(answer.$ref)]) || answer;
}

/** What a schema that may be null is otherwise; and whether it may. */
export function withoutNull(schema: Schema): { schema: Schema; nullable: boolean } {
  if (schema.oneOf) {
    const others = schema.oneOf.filter(({ type }) => type !== "null");
    const [only] = others;
    if (only && others.length === 1) {
      return {
        schema: { ...only, description: schema.description ?? only.description },
        nullable: true,
      };
    }
  }
  if (Array.isArray(schema.type) && schema.type.includes("null")) {
    return {
      schema: { ...schema, type: schema.type.filter((type) => type !== "null")[0] },
      nullable: true,
    };
  }
  return { schema, nullable: false };
}

/** All properties of an object, those of the parts it is composed of among them. */
export function propertiesOf(
  document: Document,
  given: Schema,
): { properties: [name: string, schema: Schema][]; required: Set<string> } {
  const schema = resolve(document, given);
  const own = {
    properties: Object.entries(schema.properties ?? {}),
    required: new Set(schema.required),
  };
  for (const part of schema.allOf ?? []) {
    const inner = propertiesOf(document, part);
    own.properties.push(...inner.properties);
    for (const name of inner.required) own.required.add(name);
  }
  return own;
}

/** A schema in a few words: "string (date-time)", "array of Lead", "one of 9 values". */
export function typeInWords(document: Document, given: Schema): string {
  const { schema, nullable } = withoutNull(given);
  const words = () => {
    const name = schemaName(schema);
    const target = resolve(document, schema);
    if (name && (target.properties || target.allOf)) return name;
    if (target.oneOf) return target.oneOf.map((one) => typeInWords(document, one)).join(" or ");
    if (typeof target.additionalProperties === "object") {
      return `object of ${typeInWords(document, target.additionalProperties)} by name`;
    }
    if (target.items) return `array of ${typeInWords(document, target.items)}`;
    if (target.enum) return target.enum.map(String).join(" | ");
    const type = String(target.type ?? "any");
    return target.format ? `${type} (${target.format})` : type;
  };
  return nullable ? `${words()} or null` : words();
}

/** The object that a property has inside, itself or as the entries of a list. */
export function objectInside(document: Document, given: Schema): Schema | undefined {
  const { schema } = withoutNull(given);
  const target = resolve(document, schema);
  if (target.properties || target.allOf) return schema;
  return target.items && objectInside(document, target.items);
}

const DEEPEST_EXAMPLE = 6;

/** An example of a value that fits the schema, made of the examples that its parts have. */
export function exampleOf(document: Document, given: Schema, depth = 0): unknown {
  const { schema } = withoutNull(given);
  const target = resolve(document, schema);
  if (target.example !== undefined) return target.example;
  if (target.examples?.length) return target.examples[0];
  if (target.default !== undefined) return target.default;
  if (target.enum) return target.enum[0];
  if (target.oneOf?.[0]) return exampleOf(document, target.oneOf[0], depth + 1);
  if (target.items) return depth < DEEPEST_EXAMPLE ? [exampleOf(document, target.items, depth + 1)] : [];
  if (target.properties || target.allOf) {
    if (depth >= DEEPEST_EXAMPLE) return {};
    const { properties } = propertiesOf(document, target);
    return Object.fromEntries(properties.map(([name, s]) => [name, exampleOf(document, s, depth + 1)]));
  }
  if (target.type === "integer" || target.type === "number") return target.minimum ?? 0;
  if (target.type === "boolean") return true;
  if (target.format === "date-time") return "2026-11-23T14:00:00Z";
  if (target.format === "date") return "2026-11-23";
  return target.type === "object" ? {} : "string";
}
