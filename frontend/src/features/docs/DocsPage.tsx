import { Anchor, Grid, NativeSelect } from "@mantine/core";
import { type ComponentType, lazy, Suspense } from "react";
import { Link, Navigate, useNavigate, useParams } from "react-router";

import { PageHeader } from "../../components/PageHeader";
import { SkeletonBlock } from "../../components/Skeletons";
import { usePageTitle } from "../../lib/usePageTitle";
import classes from "./docs.module.css";

const SECTIONS = [
  { id: "start", title: "Getting started", Content: lazy(() => import("./GettingStarted")) },
  { id: "calls", title: "How a call works", Content: lazy(() => import("./HowACallWorks")) },
  { id: "rules", title: "Calling rules", Content: lazy(() => import("./CallingRules")) },
  { id: "partners", title: "Partner guide", Content: lazy(() => import("./PartnersGuide")) },
  { id: "api", title: "API reference", Content: lazy(() => import("./reference/ApiReference")) },
  { id: "trouble", title: "Troubleshooting", Content: lazy(() => import("./Troubleshooting")) },
] as const;

export function Component() {
  const { section = "start" } = useParams();
  const shown = SECTIONS.find(({ id }) => id === section);
  if (!shown) return <Navigate to="/docs" replace />;
  return <Section section={section} name={shown.title} Content={shown.Content} />;
}

interface Props {
  section: string;
  name: string;
  Content: ComponentType;
}

function Section({ section, name, Content }: Props) {
  const navigate = useNavigate();
  usePageTitle(`${name} · Documentation`);
  return (
    <>
      <PageHeader title="Documentation" />
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 3 }}>
          <NativeSelect
            aria-label="Section"
            hiddenFrom="md"
            value={section}
            onChange={(event) => void navigate(`/docs/${event.currentTarget.value}`)}
            data={SECTIONS.map(({ id, title }) => ({ value: id, label: title }))}
          />
          <nav aria-label="Sections" className={classes.sections}>
            {SECTIONS.map(({ id, title }) => (
              <Anchor
                key={id}
                component={Link}
                to={`/docs/${id}`}
                aria-current={id === section ? "page" : undefined}
                className={classes.section}
              >
                {title}
              </Anchor>
            ))}
          </nav>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 9 }}>
          <article className={classes.prose}>
            <Suspense fallback={<SkeletonBlock height={400} />}>
              <Content />
            </Suspense>
          </article>
        </Grid.Col>
      </Grid>
    </>
  );
}
