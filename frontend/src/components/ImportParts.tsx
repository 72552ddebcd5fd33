import { Anchor, Button } from "@mantine/core";

import { count } from "../lib/format";

/** How many rows of an import are so, with a file of them where there is one. */
export function CountedRows({ of, url, label }: { of: number; url: string | null; label: string }) {
  return (
    <>
      {count(of)}
      {url && (
        <>
          {" · "}
          <Anchor href={url} underline="always">
            {label}
          </Anchor>
        </>
      )}
    </>
  );
}

/** Goes on with an import that broke off. */
export function RestartImport({ busy, onRestart }: { busy: boolean; onRestart: () => void }) {
  return (
    <Button mt="sm" display="block" loading={busy} onClick={onRestart}>
      Start it again
    </Button>
  );
}
