/** Short names for what the API answers; all of them come from the generated schema. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Activity = Schemas["Activity"];
export type AgentTool = Schemas["AgentTool"];
export type AgentTurn = Schemas["AgentTurn"];
export type Call = Schemas["Call"];
export type CallDetails = Schemas["CallDetails"];
export type CallOutcome = Schemas["CallOutcome"];
export type CallState = Schemas["CallState"];
export type Campaign = Schemas["Campaign"];
export type CampaignDetail = Schemas["CampaignDetail"];
export type CampaignFigures = Schemas["CampaignFigures"];
export type CampaignState = Schemas["CampaignState"];
export type Delivery = Schemas["Delivery"];
export type Import = Schemas["Import"];
export type Language = Schemas["Language"];
export type Lead = Schemas["Lead"];
export type LeadDetail = Schemas["LeadDetail"];
export type LeadStatus = Schemas["LeadStatus"];
export type Meeting = Schemas["Meeting"];
export type MeetingStatus = Schemas["MeetingStatus"];
export type Message = Schemas["Message"];
export type Partner = Schemas["Partner"];
export type VendorCheck = Schemas["VendorCheck"];
export type Voice = Schemas["Voice"];
