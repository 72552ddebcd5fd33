import type { AgentTool } from "../../api/types";
import { dayFrom, fullDay } from "../../lib/days";
import { words } from "./words";

export interface ToolText {
  /** What the agent did, and what came of it, in one line. */
  text: string;
  failed: boolean;
}

/** Says in words what a use of a tool was. Any tool can be told about; three are known by name. */
export function toolText(tool: Pick<AgentTool, "name" | "arguments" | "result">): ToolText {
  const result = fieldsOf(tool.result);
  const failed = "error" in result || result.success === false;
  const given = fieldsOf(tool.arguments);
  if (failed) return { text: `${attempt(tool.name)}: ${reasonOf(result)}`, failed };
  switch (tool.name) {
    case "check_calendar_availability":
      return { text: lookedUp(given, result), failed };
    case "book_meeting": {
      const did = result.dry_run === true ? "Would have booked a meeting" : "Booked a meeting";
      return { text: withDetail(did, result.meeting_time), failed };
    }
    case "end_call":
      return { text: withDetail("Ended the call", textOf(given.reason, words).toLowerCase()), failed };
    default:
      return { text: words(tool.name), failed };
  }
}

function attempt(name: string): string {
  if (name === "check_calendar_availability") return "Could not look up free times";
  if (name === "book_meeting") return "Could not book a meeting";
  if (name === "end_call") return "Could not end the call";
  return `${words(name)} failed`;
}

function reasonOf(result: Record<string, unknown>): string {
  return textOf(result.message) || textOf(result.error, words) || "the reason is not known";
}

function lookedUp(given: Record<string, unknown>, result: Record<string, unknown>): string {
  const slots = Array.isArray(result.available_slots) ? result.available_slots.length : 0;
  const day = dayFrom(textOf(given.date));
  return `Looked up free times${day ? ` from ${fullDay(day)}` : ""}: ${slots === 0 ? "none" : slots} offered`;
}

function withDetail(did: string, detail: unknown): string {
  const text = textOf(detail);
  return text ? `${did}: ${text}` : did;
}

function textOf(value: unknown, as: (text: string) => string = (text) => text): string {
  return typeof value === "string" && value !== "" ? as(value) : "";
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
