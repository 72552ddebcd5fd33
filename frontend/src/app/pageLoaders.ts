/** The pages by their paths; the code of each comes when it is gone to. */
import type { ComponentType } from "react";

type LoadPage = () => Promise<{ Component: ComponentType }>;

export const PAGES: { path: string; load: LoadPage }[] = [
  { path: "/", load: () => import("../features/dashboard/DashboardPage") },
  { path: "/leads", load: () => import("../features/leads/LeadsPage") },
  { path: "/leads/:leadId", load: () => import("../features/leads/LeadPage") },
  { path: "/campaigns", load: () => import("../features/campaigns/CampaignsPage") },
  { path: "/campaigns/:campaignId", load: () => import("../features/campaigns/CampaignPage") },
  { path: "/calls", load: () => import("../features/calls/CallsPage") },
  { path: "/calls/:callId", load: () => import("../features/calls/CallPage") },
  { path: "/meetings", load: () => import("../features/meetings/MeetingsPage") },
  { path: "/meetings/:meetingId", load: () => import("../features/meetings/MeetingPage") },
  { path: "/analytics", load: () => import("../features/analytics/AnalyticsPage") },
  { path: "/playground", load: () => import("../features/playground/PlaygroundPage") },
  { path: "/partners", load: () => import("../features/partners/PartnersPage") },
  { path: "/partners/:partnerId", load: () => import("../features/partners/PartnerPage") },
  { path: "/settings", load: () => import("../features/settings/SettingsPage") },
  { path: "/docs", load: () => import("../features/docs/DocsPage") },
  { path: "/docs/:section", load: () => import("../features/docs/DocsPage") },
];

/** The page at an address; without the router, whose code may not be there yet. */
export function pageAt(pathname: string): LoadPage | undefined {
  return PAGES.find(({ path }) => {
    const pattern = path.replaceAll(/:\w+/g, "[^/]+");
    return new RegExp(`^${pattern}/?$`).test(pathname);
  })?.load;
}
