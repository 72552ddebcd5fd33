import { Anchor } from "@mantine/core";

import type { Consent } from "../../api/types";
import { When } from "../../components/When";
import { CONSENT_KIND } from "../../lib/labels";

/** What is on record of a consent to calls. */
export function consentFacts(consent: Consent) {
  return {
    Consent: CONSENT_KIND[consent.kind],
    "Given on": consent.source,
    ...(consent.text && { "Words agreed to": consent.text }),
    ...(consent.link && {
      Proof: (
        <Anchor href={consent.link} target="_blank" rel="noreferrer">
          {consent.link}
        </Anchor>
      ),
    }),
    "Given at": <When at={consent.given_at} />,
    "Given to": consent.seller,
  };
}
