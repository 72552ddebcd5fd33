import { Button, Kbd } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";

const CommandPalette = lazy(() => import("./CommandPalette"));

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Opens the command palette, whose code comes the first time it is wanted. */
export function CommandButton() {
  const [asked, setAsked] = useState(0);
  const open = () => setAsked((times) => times + 1);
  useHotkeys([["mod+K", open]], []);
  return (
    <>
      <Button
        onClick={open}
        leftSection={<IconSearch size={16} />}
        rightSection={<Kbd size="xs">{MAC ? "⌘" : "Ctrl"} K</Kbd>}
        visibleFrom="sm"
        c="dimmed"
        fw={400}
      >
        Search or go to…
      </Button>
      <Button onClick={open} hiddenFrom="sm" px="xs" aria-label="Search or go to…">
        <IconSearch size={18} />
      </Button>
      {asked > 0 && (
        <Suspense fallback={null}>
          <CommandPalette key={asked} />
        </Suspense>
      )}
    </>
  );
}
