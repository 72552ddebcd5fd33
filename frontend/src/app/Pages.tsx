import { createBrowserRouter, type RouteObject, RouterProvider } from "react-router";

import { lazily } from "../lib/lazily";
import { Layout } from "./Layout";
import { NotFoundPage } from "./NotFoundPage";
import { RouteErrorPage } from "./RouteErrorPage";

/** A page whose code comes when it is gone to. */
function page(path: string, load: () => Promise<{ Component: React.ComponentType }>): RouteObject {
  return {
    path,
    lazy: load,
    errorElement: <RouteErrorPage />,
    // The frame stands while the first page's code is on its way.
    hydrateFallbackElement: <></>,
  };
}

// Sends for the first page's code as soon as it is made. That is work of its own: not while this file loads.
const router = lazily(() =>
  createBrowserRouter([
    {
      element: <Layout />,
      errorElement: <RouteErrorPage />,
      children: [
        page("/", () => import("../features/dashboard/DashboardPage")),
        page("/leads", () => import("../features/leads/LeadsPage")),
        page("/leads/:leadId", () => import("../features/leads/LeadPage")),
        page("/campaigns", () => import("../features/campaigns/CampaignsPage")),
        page("/campaigns/:campaignId", () => import("../features/campaigns/CampaignPage")),
        page("/calls", () => import("../features/calls/CallsPage")),
        page("/calls/:callId", () => import("../features/calls/CallPage")),
        page("/meetings", () => import("../features/meetings/MeetingsPage")),
        page("/meetings/:meetingId", () => import("../features/meetings/MeetingPage")),
        page("/analytics", () => import("../features/analytics/AnalyticsPage")),
        page("/playground", () => import("../features/playground/PlaygroundPage")),
        page("/partners", () => import("../features/partners/PartnersPage")),
        page("/partners/:partnerId", () => import("../features/partners/PartnerPage")),
        page("/settings", () => import("../features/settings/SettingsPage")),
        page("/docs", () => import("../features/docs/DocsPage")),
        page("/docs/:section", () => import("../features/docs/DocsPage")),
        { path: "*", element: <NotFoundPage /> },
      ],
    },
  ]),
);

export function Pages() {
  return <RouterProvider router={router()} />;
}
