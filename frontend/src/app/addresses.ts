/**
 * The pages by address, with the file in `src/features` that shows each. The router loads a page's file when
 * the page is gone to; the build reads them too, to send for the first page's code early.
 */
export const PAGE_FILES = {
  "/": "dashboard/DashboardPage",
  "/leads": "leads/LeadsPage",
  "/leads/:leadId": "leads/LeadPage",
  "/campaigns": "campaigns/CampaignsPage",
  "/campaigns/compare": "campaigns/ComparePage",
  "/campaigns/:campaignId": "campaigns/CampaignPage",
  "/calls": "calls/CallsPage",
  "/calls/:callId": "calls/CallPage",
  "/do-not-call": "doNotCall/DoNotCallPage",
  "/meetings": "meetings/MeetingsPage",
  "/meetings/:meetingId": "meetings/MeetingPage",
  "/analytics": "analytics/AnalyticsPage",
  "/playground": "playground/PlaygroundPage",
  "/status": "status/StatusPage",
  "/partners": "partners/PartnersPage",
  "/partners/:partnerId": "partners/PartnerPage",
  "/settings": "settings/SettingsPage",
  "/audit": "audit/AuditPage",
  "/docs": "docs/DocsPage",
  "/docs/:section": "docs/DocsPage",
};
