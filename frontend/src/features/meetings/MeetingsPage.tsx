import { Group, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";

import { FilterSelect } from "../../components/FilterSelect";
import { PageHeader } from "../../components/PageHeader";
import { codeOf, MEETING_STATUS, options } from "../../lib/labels";
import { useListAddress } from "../../lib/useListAddress";
import { MeetingList } from "./MeetingList";
import { MeetingsCalendar } from "./MeetingsCalendar";

const VIEWS = { list: "List", week: "Week", month: "Month" };
const VIEW_OPTIONS = Object.entries(VIEWS).map(([value, label]) => ({ value, label }));
const TIMES = { upcoming: "From today on" };
const TIME_OPTIONS = Object.entries(TIMES).map(([value, label]) => ({ value, label }));

export function Component() {
  const address = useListAddress();
  const isPhone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const view = codeOf(VIEWS, address.get("view")) ?? (isPhone ? "list" : "month");
  const status = codeOf(MEETING_STATUS, address.get("status"));
  return (
    <>
      <PageHeader title="Meetings" description="What the agent has booked, in your time zone." />
      <Group mb="md" gap="sm" justify="space-between">
        <SegmentedControl
          aria-label="View"
          data={VIEW_OPTIONS}
          value={view}
          onChange={(chosen) => address.set({ view: chosen })}
        />
        <Group gap="sm">
          {view === "list" && (
            <FilterSelect
              label="Time"
              any="Any time"
              options={TIME_OPTIONS}
              value={codeOf(TIMES, address.get("time")) ?? null}
              onChange={(chosen) => address.set({ time: chosen })}
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
        <MeetingList
          address={address}
          status={status}
          upcoming={codeOf(TIMES, address.get("time")) === "upcoming"}
        />
      ) : (
        <MeetingsCalendar address={address} view={view} status={status} isPhone={isPhone} />
      )}
    </>
  );
}
