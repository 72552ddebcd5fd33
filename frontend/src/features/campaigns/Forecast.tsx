import { Collapse, List, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "react-router";

import { api } from "../../api/client";
import type {
  CampaignForecast,
  CampaignForecastRequest,
  ForecastGroup,
  Obstacle,
} from "../../api/types";
import { Facts } from "../../components/Facts";
import { Notice } from "../../components/Notice";
import { count, counted } from "../../lib/format";
import { dayAndTime } from "../../lib/time";
import { about, assumption } from "./costs";

/** What stands in the way, as it ends the sentence "31 leads …". */
const OBSTACLE: Record<Obstacle, string> = {
  OUTSIDE_CALLING_HOURS: "outside calling hours where they may be",
  OUTSIDE_CAMPAIGN_HOURS: "outside the campaign's own hours where they may be",
  CAMPAIGN_NOT_BEGUN: "until the campaign starts",
  TOO_MANY_CALLS: "called as often as the law allows for now",
  DO_NOT_CALL: "on the do-not-call list",
  NOT_CALLABLE: "with numbers of a kind that is not called",
  ON_NATIONAL_LIST: "on a national do-not-call list",
  LIST_STALE: "until a fresh national do-not-call list of their place is imported",
  NO_CONSENT: "without the consent that the law of their place asks for",
  COUNTRY_NOT_SWITCHED_ON: "in a country that is not switched on",
  NO_CALLING_HOUR: "with no hour that suits all zones they may be in",
  NOT_TAKEN: "in another campaign, called before or with somebody else's number",
  OTHER: "for another reason",
};

/** While somebody types a pace, the answer is not asked for with every digit. */
const TYPING_MS = 400;

/** While Twilio does not tell its prices, they are asked for again. */
const PRICES_AGAIN_MS = 15_000;

/** What a campaign would come to, before it is started. */
export function Forecast({ request }: { request: CampaignForecastRequest }) {
  const [asked] = useDebouncedValue(request, TYPING_MS);
  const { data, isPending, isError } = api.useQuery(
    "post",
    "/api/campaigns/forecast",
    { body: asked },
    {
      placeholderData: keepPreviousData,
      retry: false,
      refetchInterval: ({ state }) => state.data?.costs === null && PRICES_AGAIN_MS,
    },
  );
  if (isError) return null;
  return (
    <Stack gap="xs" aria-live="polite" aria-busy={isPending} data-testid="forecast">
      {data?.halted && (
        <Notice title={`Nobody is called for now: ${data.halted}`}>
          <Text size="sm">The campaign calls as soon as that is over.</Text>
        </Notice>
      )}
      <Facts facts={data ? facts(data) : UNTOLD} />
      {data?.costs && (
        <Text size="xs" c="dimmed">
          {assumption(data.costs)}
        </Text>
      )}
      {data?.waiting.map((group) => (
        <Group key={group.obstacle} group={group} one="waits" many="wait">
          {group.first_at && `: the first can be called ${dayAndTime(group.first_at)}`}
        </Group>
      ))}
      {data?.refused.map((group) => (
        <Group key={group.obstacle} group={group} one="is not called" many="are not called" />
      ))}
    </Stack>
  );
}

const UNTOLD = { "Can be called now": null, "Everybody called once": null, Costs: null };

function facts(forecast: CampaignForecast) {
  const { leads, looked_at, callable_now, most_calls, first_calls_done_at } = forecast;
  const of =
    looked_at < leads ? ` of the first ${count(looked_at)} of ${count(leads)}` : ` of ${count(leads)}`;
  return {
    "Can be called now": `${count(callable_now)}${of}`,
    "Calls at most": looked_at < leads ? null : count(most_calls),
    "Everybody called once":
      first_calls_done_at && looked_at >= leads ? `${dayAndTime(first_calls_done_at)}, about` : null,
    Costs: about(forecast),
  };
}

interface GroupProps {
  group: ForecastGroup;
  /** What becomes of one lead, and of several. */
  one: string;
  many: string;
  children?: React.ReactNode;
}

/** How many leads something stands against; a click names them. */
function Group({ group, one, many, children }: GroupProps) {
  const [opened, { toggle }] = useDisclosure(false);
  const unnamed = group.count - group.leads.length;
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={opened}>
        <Text size="sm">
          <Text span inherit fw={600} td="underline">
            {counted(group.count, "lead")}
          </Text>{" "}
          {group.count === 1 ? one : many}, {OBSTACLE[group.obstacle]}
          {children}
        </Text>
      </UnstyledButton>
      <Collapse expanded={opened}>
        <List size="sm" mt={4}>
          {group.leads.map((lead) => (
            <List.Item key={lead.id}>
              <Link to={`/leads/${lead.id}`} target="_blank" rel="noreferrer">
                {lead.name}
              </Link>
            </List.Item>
          ))}
          {unnamed > 0 && <List.Item>and {count(unnamed)} more</List.Item>}
        </List>
      </Collapse>
    </div>
  );
}
