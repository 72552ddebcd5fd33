import { Anchor, Group, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { usePageTitle } from "../lib/usePageTitle";
import classes from "./PageHeader.module.css";

interface Props {
  title: string;
  /** Stands beside the title, such as a state. */
  badge?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** Leads back to the list that the page belongs to. */
  back?: { to: string; label: string };
}

/** The head of every page: its one `h1`, which is focused when the page is gone to. */
export function PageHeader({ title, badge, description, actions, back }: Props) {
  usePageTitle(title);
  return (
    <div className={classes.header}>
      {back && (
        <Anchor component={Link} to={back.to} size="sm" w="fit-content" className={classes.back}>
          <Group gap={4} component="span" display="inline-flex">
            <IconArrowLeft size={14} aria-hidden /> {back.label}
          </Group>
        </Anchor>
      )}
      <Group gap="0.25rem 1rem" align="center" className={classes.title}>
        <Title order={1} size="h2" tabIndex={-1} id="page-title">
          {title}
        </Title>
        {badge}
      </Group>
      {actions && (
        <Group gap="xs" className={classes.actions}>
          {actions}
        </Group>
      )}
      {description && (
        <Text c="dimmed" size="sm" maw={720} component="div" className={classes.description}>
          {description}
        </Text>
      )}
    </div>
  );
}
