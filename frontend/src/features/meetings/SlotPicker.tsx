import { Group, ScrollArea, Stack, Text, Title, UnstyledButton } from "@mantine/core";

import { api } from "../../api/client";
import { Loaded } from "../../components/Loaded";
import { SkeletonBlock } from "../../components/Skeletons";
import { timeOfDay } from "../../lib/time";
import { dayName } from "./days";
import { leadTime } from "./leadTime";
import { byDay } from "./meetingsBetween";
import classes from "./SlotPicker.module.css";

/** As many as the API gives at once: about a week of an empty calendar. */
const SLOTS = 100;

interface Props {
  /** In minutes. */
  duration: number;
  leadZone: string;
  chosen: string | undefined;
  onChoose: (start: string) => void;
}

/** The next free times, by day, on the viewer's clock with the lead's below it. */
export function SlotPicker({ duration, leadZone, chosen, onChoose }: Props) {
  const slots = api.useQuery("get", "/api/meetings/slots", {
    params: { query: { count: SLOTS, duration } },
  });
  const isChosen = (start: string) => chosen !== undefined && Date.parse(start) === Date.parse(chosen);
  return (
    <Loaded query={slots} what="the free times" skeleton={<SkeletonBlock height={240} />}>
      {({ slots: free }) =>
        free.length === 0 ? (
          <Text size="sm">No free slots of this length in the next 30 days.</Text>
        ) : (
          <ScrollArea.Autosize mah="40vh" type="auto" offsetScrollbars>
            <Stack gap="md" component="section" aria-label="Free times">
              {[...byDay(free, ({ start }) => start)].map(([day, ofDay]) => (
                <div key={day}>
                  <Title order={3} size="h6" mb={4}>
                    {dayName(day)}
                  </Title>
                  <Group gap={6}>
                    {ofDay.map(({ start }) => (
                      <UnstyledButton
                        key={start}
                        className={classes.slot}
                        aria-pressed={isChosen(start)}
                        onClick={() => onChoose(start)}
                      >
                        {timeOfDay(start)}{" "}
                        <Text span size="xs" c="dimmed" display="block">
                          {leadTime(start, leadZone)}
                        </Text>
                      </UnstyledButton>
                    ))}
                  </Group>
                </div>
              ))}
            </Stack>
          </ScrollArea.Autosize>
        )
      }
    </Loaded>
  );
}
