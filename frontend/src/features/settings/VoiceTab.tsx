import { Grid } from "@mantine/core";

import { api } from "../../api/client";
import { Loaded } from "../../components/Loaded";
import { SkeletonBlock } from "../../components/Skeletons";
import { HeardSection } from "./HeardSection";
import { VoicePicker } from "./VoicePicker";

/** The voice of all calls, and what of it is heard. */
export function VoiceTab() {
  const setting = api.useQuery("get", "/api/settings/voice");
  return (
    <Loaded query={setting} what="the voice" skeleton={<SkeletonBlock height={420} />}>
      {(current) => (
        <Grid gap="md">
          <Grid.Col span={{ base: 12, lg: 8 }}>
            <VoicePicker key={current.voice_id} setting={current} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <HeardSection setting={current} />
          </Grid.Col>
        </Grid>
      )}
    </Loaded>
  );
}
