import { Anchor, Text } from "@mantine/core";
import { useLocation, useSearchParams } from "react-router";

import { api } from "../../../api/client";
import { Loaded } from "../../../components/Loaded";
import { SearchField } from "../../../components/SearchField";
import { SkeletonBlock } from "../../../components/Skeletons";
import { type Document, matches, operationsByTag } from "./openapi";
import { OperationView } from "./OperationView";

export default function ApiReference() {
  const document = api.useQuery("get", "/api/openapi.json", {}, { staleTime: Number.POSITIVE_INFINITY });
  return (
    <>
      <h2>API reference</h2>
      <p>
        Authenticate as an operator with an ID token in <code>Authorization: Bearer</code>, or as a
        partner with an API key in <code>X-API-Key</code>. Errors are problem documents (RFC 9457) that
        name each invalid field. To generate a client, use{" "}
        <Anchor href="/api/openapi.json" underline="always">
          /api/openapi.json
        </Anchor>
        .
      </p>
      <Loaded query={document} what="the API's description" skeleton={<SkeletonBlock height={400} />}>
        {(loaded) => <Operations document={loaded as unknown as Document} />}
      </Loaded>
    </>
  );
}

function Operations({ document }: { document: Document }) {
  const [params, setParams] = useSearchParams();
  const typed = params.get("search") ?? "";
  const { hash } = useLocation();
  const search = (text: string) => setParams(text ? { search: text } : {}, { replace: true });
  const groups = operationsByTag(document)
    .map((group) => ({ ...group, operations: group.operations.filter((o) => matches(o, typed)) }))
    .filter(({ operations }) => operations.length > 0);
  return (
    <>
      <SearchField label="Search operations" value={typed} onChange={search} />
      {groups.length === 0 && (
        <Text mt="md" c="dimmed" role="status">
          No operation matches.
        </Text>
      )}
      {groups.map(({ tag, about, operations }) => (
        <section key={tag} aria-label={tag}>
          <h3>{tag}</h3>
          <p>{about}</p>
          {operations.map((operation) => (
            <OperationView
              key={operation.operationId}
              document={document}
              operation={operation}
              wanted={`#${operation.operationId}` === hash}
            />
          ))}
        </section>
      ))}
    </>
  );
}
