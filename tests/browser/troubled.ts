/** A status in which much is wrong at once, made of one in which nothing is. */
interface Status {
  vendors: { vendor: string }[];
  queues: { queue: string }[];
  calls: object;
}

const CAMPAIGN = "01KAP3VQ5T8M2N4R6W0XHZJ9CD";

export function troubled(status: Status): object {
  const since = new Date(Date.now() - 40 * 60_000).toISOString();
  const vendors = new Map<string, object>([
    ["twilio", { breaker: "OPEN", since, code: "HTTP 401, error 20003", automatic: false }],
    ["openai", { breaker: "PROBING", since, code: "HTTP 503", automatic: true }],
    ["zoom", { breaker: "OPEN", since, code: "HTTP 500", automatic: true }],
  ]);
  const queues = new Map<string, object>([
    ["dial", { messages: { waiting: 4, delayed: 118, in_progress: 2 } }],
    [
      "archive",
      {
        dead_letters: 3,
        attention: "3 recordings could not be saved. Twilio still has them, and saving is tried again automatically.",
      },
    ],
    ["partner", { dead_letters: null }],
  ]);
  return {
    ...status,
    vendors: status.vendors.map((vendor) => ({ ...vendor, ...vendors.get(vendor.vendor) })),
    queues: status.queues.map((queue) => ({ ...queue, ...queues.get(queue.queue) })),
    unknown_queues: ["partner_dead_letters"],
    paused_campaigns: [
      {
        id: CAMPAIGN,
        name: "Spring leads",
        message: "Twilio rejects our credentials or account (HTTP 401, error 20003). Correct them, then check the vendors in Settings.",
        since,
      },
    ],
    calls: { ...status.calls, campaigns_at_limit: [{ id: CAMPAIGN, name: "Newsletter readers" }] },
  };
}
