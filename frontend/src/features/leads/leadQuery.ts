import type { LeadStatus } from "../../api/types";
import { codeOf, LEAD_STATUS } from "../../lib/labels";
import type { ListAddress } from "../../lib/useListAddress";

export const PAGE_SIZE = 50;

export interface LeadFilters {
  search?: string;
  status?: LeadStatus;
  campaign_id?: string;
  partner_id?: string;
}

/** Takes every filter off the address. */
export const NO_FILTERS = { search: null, status: null, campaign_id: null, partner_id: null };

/** The filters that the address names; they combine. */
export function filtersOf(address: Pick<ListAddress, "get">): LeadFilters {
  const filters = {
    search: address.get("search"),
    campaign_id: address.get("campaign_id"),
    partner_id: address.get("partner_id"),
    status: codeOf(LEAD_STATUS, address.get("status")),
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value));
}
