import { Card, SimpleGrid, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./StatGrid.module.css";

interface Props {
  /** How many stand beside each other where there is room. */
  columns: number;
  children: ReactNode;
}

/** Figures beside each other: two on a phone. */
export function StatGrid({ columns, children }: Props) {
  return (
    <SimpleGrid
      className={classes.grid}
      cols={{ base: 2, sm: 3, lg: columns }}
      spacing={{ base: "xs", xs: "md" }}
    >
      {children}
    </SimpleGrid>
  );
}

/** Stands for so many figures, `height` pixels each, and takes their place. */
export function StatGridSkeleton({ cards, height }: { cards: number; height: number }) {
  return (
    <div data-testid="skeleton">
      <StatGrid columns={cards}>
        {Array.from({ length: cards }, (_, card) => (
          <Card key={card} padding="md">
            <Skeleton height={height} />
          </Card>
        ))}
      </StatGrid>
    </div>
  );
}
