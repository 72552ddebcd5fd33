import { Anchor, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";

import { CodeBlock } from "../../../components/CodeBlock";
import { FactTable } from "../FactTable";
import {
  type Answer,
  type Document,
  exampleOf,
  type Operation,
  type Parameter,
  resolveAnswer,
  type Schema,
  schemaName,
  schemesOf,
  typeInWords,
} from "./openapi";
import classes from "./reference.module.css";
import { SchemaTable } from "./SchemaTable";

interface Props {
  document: Document;
  operation: Operation;
  /** The address leads to it: it is opened, and shown. */
  wanted: boolean;
}

const SECURITY: Record<string, string> = {
  operator: "an operator's token, as Authorization: Bearer",
  partner: "a partner's key, as X-API-Key",
};

export function OperationView({ document, operation, wanted }: Props) {
  const [open, setOpen] = useState(wanted);
  const whole = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!wanted || !whole.current) return;
    whole.current.open = true;
    whole.current.scrollIntoView();
  }, [wanted]);
  const { operationId, method, path, summary, description } = operation;
  const needs = schemesOf(document, operation).map(
    ({ name, roles }) => (SECURITY[name] ?? name) + (roles[0] ? `, with the role ${roles[0]}` : ""),
  );
  return (
    <details
      id={operationId}
      ref={whole}
      className={classes.operation}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span className={classes.method} data-method={method}>
          {method.toUpperCase()}
        </span>{" "}
        <span className={classes.path}>{path}</span>
        <span className={classes.summary}>{summary}</span>
      </summary>
      {open && (
        <div className={classes.body}>
          <p>{summary}</p>
          {description && <p>{description}</p>}
          <Text size="sm" c="dimmed">
            Needs {needs.length > 0 ? needs.join(" or ") : "nothing: open to everybody"}.{" "}
            <Anchor component={Link} to={{ hash: operationId }} underline="always">
              Link to this operation
            </Anchor>
          </Text>
          <Parameters document={document} parameters={operation.parameters ?? []} />
          <Body document={document} operation={operation} />
          <Answers document={document} operation={operation} />
        </div>
      )}
    </details>
  );
}

function Parameters({ document, parameters }: { document: Document; parameters: Parameter[] }) {
  if (parameters.length === 0) return null;
  const rows = parameters.map((parameter) => [
    <code key="name">{parameter.name}</code>,
    parameter.in + (parameter.required ? ", required" : ""),
    typeInWords(document, parameter.schema),
    parameter.description ?? "",
  ]);
  return (
    <>
      <h4>Parameters</h4>
      <FactTable head={["Name", "In", "Type", "Meaning"]} rows={rows} />
    </>
  );
}

function Body({ document, operation }: { document: Document; operation: Operation }) {
  const [kind, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (!kind || !content?.schema) return null;
  return (
    <>
      <h4>Request: {kind}</h4>
      <SchemaTable document={document} schema={content.schema} />
      {kind === "application/json" && (
        <Example document={document} schema={content.schema} what="request" />
      )}
    </>
  );
}

function Answers({ document, operation }: { document: Document; operation: Operation }) {
  const answers = Object.entries(operation.responses).map(
    ([status, answer]) => [status, resolveAnswer(document, answer)] as const,
  );
  const [status, success] = answers.find(([code]) => code.startsWith("2")) ?? [];
  const refusals = answers.filter(([code]) => !code.startsWith("2"));
  return (
    <>
      {success && <Success document={document} status={status ?? ""} answer={success} />}
      <h4>Errors</h4>
      <FactTable
        head={["Status", "When"]}
        rows={refusals.map(([code, answer]) => [code, answer.description ?? ""])}
      />
    </>
  );
}

function Success({ document, status, answer }: { document: Document; status: string; answer: Answer }) {
  const [kind, content] = Object.entries(answer.content ?? {})[0] ?? [];
  return (
    <>
      <h4>
        Answer {status}: {(content?.schema && schemaName(content.schema)) ?? kind ?? "nothing"}
      </h4>
      <p>{answer.description}</p>
      {content?.schema && <SchemaTable document={document} schema={content.schema} />}
      {content?.schema && kind === "application/json" && (
        <Example document={document} schema={content.schema} what="answer" />
      )}
    </>
  );
}

function Example({ document, schema, what }: { document: Document; schema: Schema; what: string }) {
  return (
    <CodeBlock
      label={`Example of the ${what}`}
      code={JSON.stringify(exampleOf(document, schema), null, 2)}
    />
  );
}
