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
        Up to 1,000 leads per request. Each is accepted or rejected individually, and duplicate numbers
        are rejected. Replace the placeholder with the API key and use a unique Idempotency-Key per
        request, so that it can be retried safely.
      </Text>
      <CodeBlock label="Sending leads with curl" code={transferExample(window.location.origin)} />
      <Text size="sm" mt="sm">
        <Anchor component={Link} to="/docs/partners" underline="always">
          The partner guide
        </Anchor>{" "}
        covers responses, limits, outcomes and webhooks.
      </Text>
    </Section>
  );
}
