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

/**
 * The filters that the address names. The API takes one at a time, since each is a list of its own:
 * the first of these counts.
 */
export function filtersOf(address: Pick<ListAddress, "get">): LeadFilters {
  const search = address.get("search");
  if (search) return { search };
  const campaign = address.get("campaign_id");
  if (campaign) return { campaign_id: campaign };
  const partner = address.get("partner_id");
  if (partner) return { partner_id: partner };
  const status = codeOf(LEAD_STATUS, address.get("status"));
  return status ? { status } : {};
}
