import { Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";

import { count } from "../lib/format";
import type { ListAddress } from "../lib/useListAddress";

interface Props {
  address: ListAddress;
  /** Of the page that is shown. */
  nextCursor: string | null | undefined;
  /** Rows on the page that is shown. */
  shown: number;
  pageSize: number;
  /** Of all pages, where the API knows it. */
  total?: number;
  /** What is listed: "leads". */
  what: string;
}

/** From page to page of a list. */
export function Pager({ address, nextCursor, shown, pageSize, total, what }: Props) {
  const first = (address.page - 1) * pageSize + 1;
  const range = shown === 0 ? "0" : `${count(first)}–${count(first + shown - 1)}`;
  return (
    <Group component="nav" aria-label={`Pages of ${what}`} justify="space-between" mt="md">
      <Text size="sm" c="dimmed" role="status">
        {range}
        {total !== undefined && ` of ${count(Math.max(total, first + shown - 1))}`} {what}
      </Text>
      <Group gap="xs">
        <Button
          size="sm"
          leftSection={<IconChevronLeft size={16} />}
          disabled={!address.previous}
          onClick={address.previous}
        >
          Previous
        </Button>
        <Button
          size="sm"
          rightSection={<IconChevronRight size={16} />}
          disabled={!nextCursor}
          onClick={() => nextCursor && address.next(nextCursor)}
        >
          Next
        </Button>
      </Group>
    </Group>
  );
}
