import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";

import { CodeBlock } from "../../components/CodeBlock";
import { Section } from "../../components/Section";
import { transferExample } from "../../lib/partnerExamples";

/** What to hand to the partner's developers. */
export function SendLeadsSection() {
  return (
    <Section title="How this partner sends leads">
      <Text size="sm" c="dimmed" mb="sm">
        Up to 1,000 leads in one request. Each is created or refused by its place in the list, and no
        number is taken in twice. Replace the placeholder by the key, and give each request an
        Idempotency-Key of its own: the same request under the same key may be repeated.
      </Text>
      <CodeBlock label="Sending leads with curl" code={transferExample(window.location.origin)} />
      <Text size="sm" mt="sm">
        <Anchor component={Link} to="/docs/partners" underline="always">
          The guide for partners
        </Anchor>{" "}
        has everything else: answers, limits, outcomes, webhooks.
      </Text>
    </Section>
  );
}
