import { Button, CopyButton as Copying } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** Puts a text on the clipboard, and says that it has. */
export function CopyButton({
  value,
  label = "Copy",
  size = "xs",
}: {
  value: string;
  label?: string;
  size?: string;
}) {
  return (
    <Copying value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          size={size}
          onClick={copy}
          leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          aria-live="polite"
        >
          {copied ? "Copied" : label}
        </Button>
      )}
    </Copying>
  );
}
