import { CloseButton, Group, Pill, Text } from "@mantine/core";

/** A filter that is set by a link, such as a campaign's, and can be taken off. */
export function FilterPill({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <Pill size="lg" component="div" maw="100%" styles={{ label: { display: "flex" } }}>
      <Group gap={4} wrap="nowrap" component="span">
        <Text size="sm" span truncate title={text}>
          {text}
        </Text>
        <CloseButton size="xs" aria-label={`Remove the filter ${text}`} onClick={onRemove} />
      </Group>
    </Pill>
  );
}
