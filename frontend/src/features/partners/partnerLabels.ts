import type { DeliveryState, Partner } from "../../api/types";
import type { Label } from "../../lib/labels";

export function activity({ is_active }: Partner): Label {
  return is_active ? { text: "Active", tone: "success" } : { text: "Inactive", tone: "neutral" };
}

export const DELIVERY_STATE: Record<DeliveryState, Label> = {
  PENDING: { text: "Retrying", tone: "info" },
  DELIVERED: { text: "Delivered", tone: "success" },
  FAILED: { text: "Failed", tone: "danger" },
};
