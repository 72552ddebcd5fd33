import { Alert, Button, Grid } from "@mantine/core";
import { IconInfoCircle, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";

import { PageHeader } from "../../components/PageHeader";
import { Section } from "../../components/Section";
import { SceneForm } from "./SceneForm";
import { Talk } from "./Talk";
import { TalkTotals } from "./TalkTotals";
import { useScene } from "./useScene";
import { useTalk } from "./useTalk";

export function Component() {
  const [scene, changeScene] = useScene();
  // A change of the scene begins a new talk: what was said belongs to the old one.
  const [round, setRound] = useState(0);
  return (
    <>
      <PageHeader
        title="Playground"
        description="Talk with the agent as a lead would, by typing."
        actions={
          <Button leftSection={<IconRefresh size={16} />} onClick={() => setRound((n) => n + 1)}>
            Start over
          </Button>
        }
      />
      <Alert
        variant="outline"
        bg="var(--surface)"
        icon={<IconInfoCircle />}
        mb="lg"
        title="Nobody is phoned, and nothing is booked"
      >
        The agent is the one that makes the calls. It looks into the real calendar, so the times it
        offers are true; a booking is only played through.
      </Alert>
      <Stage
        key={`${round} ${scene.language} ${scene.leadName} ${scene.timeZone} ${scene.prompt ?? ""}`}
        scene={scene}
        onScene={changeScene}
      />
    </>
  );
}

type SceneState = ReturnType<typeof useScene>;

function Stage({ scene, onScene }: { scene: SceneState[0]; onScene: SceneState[1] }) {
  const talk = useTalk(scene);
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7, lg: 8 }} order={{ base: 2, md: 1 }}>
        <Section title="Conversation">
          <Talk talk={talk} scene={scene} />
        </Section>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5, lg: 4 }} order={{ base: 1, md: 2 }}>
        <Section title="Scene">
          <SceneForm scene={scene} onChange={onScene} />
        </Section>
        <TalkTotals turns={talk.turns} />
      </Grid.Col>
    </Grid>
  );
}
