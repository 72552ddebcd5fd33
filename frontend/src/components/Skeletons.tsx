import { Card, SimpleGrid, Skeleton, Stack } from "@mantine/core";

export function SkeletonTable({ rows = 8 }: { rows?: number }) {
  return (
    <Stack gap="sm" data-testid="skeleton">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={34} />
      ))}
    </Stack>
  );
}

export function SkeletonCards({ cards = 4, height = 74 }: { cards?: number; height?: number }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: cards }} data-testid="skeleton">
      {Array.from({ length: cards }, (_, card) => (
        <Card key={card}>
          <Skeleton height={height} />
        </Card>
      ))}
    </SimpleGrid>
  );
}

export function SkeletonBlock({ height = 220 }: { height?: number }) {
  return <Skeleton height={height} data-testid="skeleton" />;
}
