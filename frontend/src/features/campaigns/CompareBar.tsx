import { Button, Group, Paper, Text } from "@mantine/core";
import { IconColumns3, IconX } from "@tabler/icons-react";
import { Link } from "react-router";

import { counted } from "../../lib/format";
import { COMPARED_MAX } from "./comparison";

interface Props {
  ids: ReadonlySet<string>;
  onClear: () => void;
}

/** What can be done with the campaigns that are selected. */
export function CompareBar({ ids, onClear }: Props) {
  if (ids.size === 0) return null;
  const fits = ids.size > 1 && ids.size <= COMPARED_MAX;
  return (
    <Paper withBorder p="xs" mb="md" component="section" aria-label="Selection">
      <Group gap="sm">
        <Text size="sm" fw={500} role="status">
          {counted(ids.size, "campaign")} selected
        </Text>
        {fits ? (
          <Button
            component={Link}
            to={`/campaigns/compare?with=${[...ids].join(",")}`}
            size="xs"
            variant="filled"
            leftSection={<IconColumns3 size={14} />}
          >
            Compare
          </Button>
        ) : (
          <Text size="xs" c="dimmed">
            {ids.size === 1
              ? "Select another one to compare them."
              : `Up to ${COMPARED_MAX} can be compared.`}
          </Text>
        )}
        <Button size="xs" variant="subtle" leftSection={<IconX size={14} />} onClick={onClear}>
          Clear selection
        </Button>
      </Group>
    </Paper>
  );
}
