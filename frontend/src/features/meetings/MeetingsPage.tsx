import { Group, NativeSelect, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";

import { FilterSelect } from "../../components/FilterSelect";
import { PageHeader } from "../../components/PageHeader";
import { codeOf, MEETING_STATUS, options } from "../../lib/labels";
import { useListAddress } from "../../lib/useListAddress";
import { MeetingList } from "./MeetingList";
import { MEETING_TIMES } from "./meetingTimes";
import { MeetingsCalendar } from "./MeetingsCalendar";

const VIEWS = { list: "List", week: "Week", month: "Month" };
const VIEW_OPTIONS = Object.entries(VIEWS).map(([value, label]) => ({ value, label }));
const TIME_OPTIONS = Object.entries(MEETING_TIMES).map(([value, label]) => ({ value, label }));

export function Component() {
  const address = useListAddress();
  const isPhone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const view = codeOf(VIEWS, address.get("view")) ?? (isPhone ? "list" : "month");
  const time = codeOf(MEETING_TIMES, address.get("time")) ?? "upcoming";
  const status = codeOf(MEETING_STATUS, address.get("status"));
  return (
    <>
      <PageHeader title="Meetings" description="Meetings booked by the agent, in your time zone." />
      <Group mb="md" gap="sm" justify="space-between">
        <SegmentedControl
          aria-label="View"
          data={VIEW_OPTIONS}
          value={view}
          onChange={(chosen) => address.set({ view: chosen })}
        />
        <Group gap="sm">
          {view === "list" && (
            <NativeSelect
              aria-label="Time"
              data={TIME_OPTIONS}
              value={time}
              onChange={(event) => address.set({ time: event.currentTarget.value })}
            />
          )}
          <FilterSelect
            label="Status"
            any="Any status"
            options={options(MEETING_STATUS)}
            value={status ?? null}
            onChange={(chosen) => address.set({ status: chosen })}
          />
        </Group>
      </Group>
      {view === "list" ? (
        <MeetingList address={address} status={status} time={time} />
      ) : (
        <MeetingsCalendar address={address} view={view} status={status} isPhone={isPhone} />
      )}
    </>
  );
}
