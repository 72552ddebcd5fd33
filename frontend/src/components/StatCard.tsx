import { Card, Group, Skeleton, Text } from "@mantine/core";
import { type Icon, IconArrowDownRight, IconArrowUpRight, IconMinus } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  label: string;
  value: ReactNode;
  icon: Icon;
  hint?: string;
  /** A change against the time before, already in words: "+12 % against the week before". */
  trend?: { direction: "up" | "down" | "level"; text: string };
  /** Keeps the room of a trend and its hint, so that the page does not jump when they come. */
  isTrendComing?: boolean;
}

const ARROWS = { up: IconArrowUpRight, down: IconArrowDownRight, level: IconMinus };

/** One figure, and where it is going. */
export function StatCard({ label, value, icon: Picture, hint, trend, isTrendComing }: Props) {
  const Arrow = trend && ARROWS[trend.direction];
  return (
    <Card padding="md" component="section" aria-label={label}>
      <Group justify="space-between" wrap="nowrap" gap={4}>
        <Text size="sm" c="dimmed">
          {label}
        </Text>
        <Picture size={18} stroke={1.5} aria-hidden color="var(--mantine-color-dimmed)" />
      </Group>
      <Text fz={28} fw={650} lh={1.3} style={{ fontVariantNumeric: "tabular-nums" }}>
        {value}
      </Text>
      {trend && Arrow && (
        <Group gap={4} wrap="nowrap">
          <Arrow size={14} aria-hidden />
          <Text size="xs" c="dimmed">
            {trend.text}
          </Text>
        </Group>
      )}
      {isTrendComing && <Skeleton height={37} />}
      {hint && !isTrendComing && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
    </Card>
  );
}
