import { Box, Button, Grid, Text } from "@mantine/core";
import { IconPhone, IconRefresh } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";

import { Notice } from "../../components/Notice";
import { Needs, Only } from "../../components/Only";
import { PageHeader } from "../../components/PageHeader";
import { Section } from "../../components/Section";
import { useDialog } from "../../lib/useDialog";
import { SceneForm } from "./SceneForm";
import { Talk } from "./Talk";
import { TalkTotals } from "./TalkTotals";
import { type Scene, useScene } from "./useScene";
import { useTalk } from "./useTalk";

const TestCallDialog = lazy(() => import("./TestCallDialog"));

export function Component() {
  return (
    <Only
      least="operator"
      otherwise={
        <>
          <PageHeader title="Playground" description="Chat with the agent as if you were a lead." />
          <Needs least="operator" />
        </>
      }
    >
      <Playground />
    </Only>
  );
}

function Playground() {
  const [scene, changeScene] = useScene();
  // A change of the scene begins a new talk: what was said belongs to the old one.
  const [round, setRound] = useState(0);
  const dialog = useDialog();
  return (
    <>
      {dialog.name === "test-call" && (
        <Suspense>
          <TestCallDialog onClose={dialog.close} />
        </Suspense>
      )}
      <PageHeader
        title="Playground"
        description="Chat with the agent as if you were a lead."
        actions={
          <>
            <Button leftSection={<IconPhone size={16} />} onClick={() => dialog.open("test-call")}>
              Call my phone
            </Button>
            <Button leftSection={<IconRefresh size={16} />} onClick={() => setRound((n) => n + 1)}>
              Start over
            </Button>
          </>
        }
      />
      <Box mb="lg">
        <Notice severity="info" title="No calls are placed and nothing is booked here">
          <Text size="sm">
            This is the same agent that makes the calls. It checks the real calendar, so the times it
            offers are real; bookings are only simulated.
          </Text>
        </Notice>
      </Box>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7, lg: 8 }}>
          <Stage
            key={JSON.stringify([round, scene])}
            scene={scene}
            onRestart={() => setRound((n) => n + 1)}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
          <Section title="Scenario">
            {/* Outlasts the talks: a prompt that is being written is not lost with one. */}
            <SceneForm scene={scene} onChange={changeScene} />
          </Section>
        </Grid.Col>
      </Grid>
    </>
  );
}

/** One talk, from its opening on. */
function Stage({ scene, onRestart }: { scene: Scene; onRestart: () => void }) {
  const talk = useTalk(scene);
  return (
    <>
      <Section title="Conversation">
        <Talk talk={talk} scene={scene} onRestart={onRestart} />
      </Section>
      <TalkTotals turns={talk.turns} />
    </>
  );
}
