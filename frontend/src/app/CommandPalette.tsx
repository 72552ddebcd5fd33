import "@mantine/spotlight/styles.css";

import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import { useDebouncedValue } from "@mantine/hooks";
import {
  IconFileUpload,
  IconLogout,
  IconPlus,
  IconSearch,
  IconSpeakerphone,
  IconSunMoon,
  IconUser,
} from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

import { api } from "../api/client";
import { session } from "../auth/session";
import { useMay } from "../auth/useSession";
import { LEAD_STATUS } from "../lib/labels";
import { DESTINATIONS } from "./navigation";

const LEADS_SHOWN = 5;
/** The API finds leads by the beginnings of words; one letter would find nearly all. */
const SHORTEST_SEARCH = 2;

/** Pages, actions and leads, by what is typed. Opens when it is mounted. */
export default function CommandPalette() {
  const [query, setQuery] = useState("");
  const navigate = useNavigate();
  const { toggleColorScheme } = useMantineColorScheme();
  const leads = useLeads(query);
  const changes = useMay("operator");
  const seesAll = useMay("admin");
  useEffect(() => spotlight.open(), []);

  const goTo = (to: string) => () => void navigate(to);
  const groups: SpotlightActionGroupData[] = [
    ...(leads.length > 0
      ? [{ group: "Leads", actions: leads.map((lead) => leadAction(lead, goTo)) }]
      : []),
    ...DESTINATIONS.map(({ group, pages }) => ({
      group,
      actions: pages
        .filter(({ least }) => !least || seesAll)
        .map(({ to, label, description, icon: Picture }) => ({
          id: to,
          label,
          description,
          leftSection: <Picture size={20} stroke={1.5} />,
          onClick: goTo(to),
        })),
    })),
    {
      group: "Actions",
      actions: [
        ...(changes
          ? [
              { id: "new", label: "New lead", icon: IconPlus, onClick: goTo("/leads?dialog=new") },
              {
                id: "upload",
                label: "Upload leads",
                icon: IconFileUpload,
                onClick: goTo("/leads?dialog=upload"),
              },
              {
                id: "start",
                label: "Start a campaign",
                icon: IconSpeakerphone,
                onClick: goTo("/leads?dialog=campaign"),
              },
            ]
          : []),
        { id: "scheme", label: "Switch light and dark", icon: IconSunMoon, onClick: toggleColorScheme },
        { id: "out", label: "Sign out", icon: IconLogout, onClick: () => void session.signOut() },
      ].map(({ icon: Picture, ...action }) => ({
        ...action,
        leftSection: <Picture size={20} stroke={1.5} />,
      })),
    },
  ];
  return (
    <Spotlight
      shortcut={null}
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      nothingFound="Nothing found"
      maxHeight={420}
      scrollable
      highlightQuery
      // A dialog has a name, and what scrolls is reached by keyboard.
      attributes={{ content: { "aria-label": "Search or go to" } }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: "A page, an action, or a lead's name, number or e-mail",
        "aria-label": "Search or go to",
      }}
    />
  );
}

interface FoundLead {
  id: string;
  name: string;
  phone: string;
  status: keyof typeof LEAD_STATUS;
  query: string;
}

function leadAction(lead: FoundLead, goTo: (to: string) => () => void) {
  return {
    id: lead.id,
    label: lead.name,
    description: `${lead.phone} · ${LEAD_STATUS[lead.status].text}`,
    // Found by the API, by number or address too: whatever was typed keeps it on the list.
    keywords: lead.query,
    leftSection: <IconUser size={20} stroke={1.5} />,
    onClick: goTo(`/leads/${lead.id}`),
  };
}

function useLeads(typed: string): FoundLead[] {
  const [query] = useDebouncedValue(typed.trim(), 200);
  const found = api.useQuery(
    "get",
    "/api/leads",
    { params: { query: { search: query, page_size: LEADS_SHOWN } } },
    { enabled: query.length >= SHORTEST_SEARCH },
  );
  return (found.data?.leads ?? []).map((lead) => ({ ...lead, query: typed }));
}
