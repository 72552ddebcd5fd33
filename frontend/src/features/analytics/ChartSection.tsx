import { Button, Group } from "@mantine/core";
import { IconChartLine, IconTable } from "@tabler/icons-react";
import { type ReactNode, Suspense } from "react";

import { Boundary } from "../../components/Boundary";
import { Section } from "../../components/Section";
import { SkeletonBlock } from "../../components/Skeletons";
import { useAsTable } from "./useAsTable";

interface Props {
  title: string;
  /** Of the chart, in the address. */
  name: string;
  chart: ReactNode;
  table: ReactNode;
  actions?: ReactNode;
}

/** A chart that can be read as a table instead. */
export function ChartSection({ title, name, chart, table, actions }: Props) {
  const [isTable, toggle] = useAsTable(name);
  return (
    <Section
      title={title}
      actions={
        <Group gap="xs">
          <Button
            size="xs"
            leftSection={isTable ? <IconChartLine size={14} /> : <IconTable size={14} />}
            onClick={toggle}
          >
            {isTable ? "Show as chart" : "Show as table"}
          </Button>
          {actions}
        </Group>
      }
    >
      <Boundary what="the chart">
        <Suspense fallback={<SkeletonBlock />}>{isTable ? table : chart}</Suspense>
      </Boundary>
    </Section>
  );
}
