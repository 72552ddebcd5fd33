import {
  IconActivityHeartbeat,
  IconAddressBook,
  IconBook2,
  IconCalendarEvent,
  IconChartBar,
  IconHistory,
  IconLayoutDashboard,
  IconMessageCircle,
  IconPhone,
  IconPhoneOff,
  type Icon,
  IconPlugConnected,
  IconSettings,
  IconSpeakerphone,
} from "@tabler/icons-react";

import type { Role } from "../auth/role";

export interface Destination {
  to: string;
  label: string;
  description: string;
  icon: Icon;
  /** Shown only to whoever has this role. */
  least?: Role;
}

/** The pages, in groups, as the navigation and the command palette list them. */
export const DESTINATIONS: { group: string; pages: Destination[] }[] = [
  {
    group: "Work",
    pages: [
      { to: "/", label: "Dashboard", description: "What is happening now", icon: IconLayoutDashboard },
      { to: "/leads", label: "Leads", description: "People to call", icon: IconAddressBook },
      {
        to: "/campaigns",
        label: "Campaigns",
        description: "Call many leads at once",
        icon: IconSpeakerphone,
      },
      { to: "/calls", label: "Calls", description: "Conversations and recordings", icon: IconPhone },
      {
        to: "/meetings",
        label: "Meetings",
        description: "Booked meetings",
        icon: IconCalendarEvent,
      },
    ],
  },
  {
    group: "Understand",
    pages: [
      { to: "/analytics", label: "Analytics", description: "Outcomes over time", icon: IconChartBar },
      {
        to: "/playground",
        label: "Playground",
        description: "Talk with the agent",
        icon: IconMessageCircle,
      },
      {
        to: "/status",
        label: "Status",
        description: "Vendors, queues, limits",
        icon: IconActivityHeartbeat,
      },
    ],
  },
  {
    group: "Set up",
    pages: [
      {
        to: "/do-not-call",
        label: "Do not call",
        description: "Numbers that are never called",
        icon: IconPhoneOff,
      },
      {
        to: "/partners",
        label: "Partners",
        description: "Send leads by API",
        icon: IconPlugConnected,
      },
      { to: "/settings", label: "Settings", description: "Prompt, voice, vendors", icon: IconSettings },
      {
        to: "/audit",
        label: "Audit trail",
        description: "Who changed what",
        icon: IconHistory,
        least: "admin",
      },
      { to: "/docs", label: "Documentation", description: "Guides and API reference", icon: IconBook2 },
    ],
  },
];
