import { Text } from "@mantine/core";
import { useEffect, useState } from "react";

const SLOW_AFTER_MS = 4_000;

/** Says, after a while, that what is waited for is still on its way. */
export function SlowNotice({ what }: { what: string }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Text size="sm" c="dimmed" mb={slow ? "xs" : 0}>
      {slow ? `Still loading ${what}. The server takes longer than usual.` : ""}
    </Text>
  );
}
