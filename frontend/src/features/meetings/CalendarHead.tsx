import { ActionIcon, Button, Group, Title } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";

interface Props {
  title: string;
  unit: "week" | "month";
  onPrevious: () => void;
  onToday: () => void;
  onNext: () => void;
}

/** Says what the calendar shows, and leads to what is before and after it. */
export function CalendarHead({ title, unit, onPrevious, onToday, onNext }: Props) {
  return (
    <Group justify="space-between" mb="sm" wrap="nowrap">
      <Title order={2} size="h4" aria-live="polite">
        {title}
      </Title>
      <Group gap={6} wrap="nowrap">
        <ActionIcon variant="default" size="lg" aria-label={`Previous ${unit}`} onClick={onPrevious}>
          <IconChevronLeft size={18} />
        </ActionIcon>
        <Button size="sm" h={34} onClick={onToday}>
          Today
        </Button>
        <ActionIcon variant="default" size="lg" aria-label={`Next ${unit}`} onClick={onNext}>
          <IconChevronRight size={18} />
        </ActionIcon>
      </Group>
    </Group>
  );
}
