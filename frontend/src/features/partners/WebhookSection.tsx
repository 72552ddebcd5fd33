import { Anchor, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { Link } from "react-router";

import { FormProblem } from "../../components/FormProblem";
import type { Partner } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Section } from "../../components/Section";
import { StatusLabel } from "../../components/StatusLabel";
import { notifySuccess } from "../../lib/feedback";
import { useDialog } from "../../lib/useDialog";
import { useSend } from "../../lib/useSubmit";
import { SecretField } from "./SecretField";
import { usePartnerChange } from "./usePartnerChange";

interface Props {
  partner: Partner;
  /** Is told whether there is something to save. */
  onDirty: (dirty: boolean) => void;
}

/** Where the partner is told what becomes of its leads, and with what that is signed. */
export function WebhookSection({ partner, onDirty }: Props) {
  const current = partner.webhook_url ?? null;
  return (
    <Section
      title="Webhook"
      actions={
        <StatusLabel
          label={
            current === null
              ? { text: "Not set up", tone: "neutral" }
              : { text: "Set up", tone: partner.is_active ? "success" : "neutral" }
          }
        />
      }
    >
      <Stack>
        <Text size="sm" c="dimmed">
          When one of this partner’s leads changes status, an event is posted to this URL. The header
          X-HomeWork-Signature is “v1=” followed by the hex HMAC-SHA256, keyed with the secret, of the
          header X-HomeWork-Timestamp, a dot and the body. Any 2xx response accepts the event; otherwise
          it is retried with increasing delays, up to eight attempts.{" "}
          <Anchor component={Link} to="/docs/partners#signatures" underline="always" size="sm">
            Verify signatures
          </Anchor>
        </Text>
        <WebhookForm key={current} partner={partner} current={current} onDirty={onDirty} />
      </Stack>
    </Section>
  );
}

function WebhookForm({ partner, current, onDirty }: Props & { current: string | null }) {
  const change = usePartnerChange(partner.id);
  const [url, setUrl] = useState(current ?? "");
  const [secret, setSecret] = useState("");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { busy, problem, send } = useSend(["webhook_url", "webhook_secret"], setErrors);
  const dialog = useDialog();
  const changed = url.trim() !== (current ?? "") || secret !== "";
  useEffect(() => onDirty(changed), [onDirty, changed]);

  const save = (event: React.FormEvent) => {
    event.preventDefault();
    if (url.trim() === "") {
      if (current === null) setErrors({ webhook_url: "Enter a URL that starts with https://" });
      else dialog.open("remove-webhook");
      return;
    }
    void send(async () => {
      await change({ webhook_url: url.trim(), ...(secret && { webhook_secret: secret }) });
      setSecret("");
      notifySuccess("Webhook saved.");
    });
  };

  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <TextInput
          label="Webhook URL"
          description="A public https:// URL."
          type="url"
          inputMode="url"
          autoComplete="off"
          placeholder="https://crm.example.com/homework"
          value={url}
          error={errors.webhook_url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <SecretField
          value={secret}
          isSet={current !== null}
          error={errors.webhook_secret}
          onChange={setSecret}
        />
        <FormProblem>{problem}</FormProblem>
        <Group justify="flex-end">
          {current !== null && (
            <Button onClick={() => dialog.open("remove-webhook")}>Remove webhook</Button>
          )}
          <Button type="submit" variant="filled" disabled={!changed} loading={busy}>
            Save webhook
          </Button>
        </Group>
      </Stack>
      <ConfirmDialog
        opened={dialog.name === "remove-webhook" && current !== null}
        onClose={dialog.close}
        title="Remove the webhook?"
        action="Remove webhook"
        danger
        onConfirm={async () => {
          await change({ webhook_url: "" });
          notifySuccess("Webhook removed.");
        }}
      >
        No more events are sent, and the URL and secret are deleted. Changes in the meantime are not sent
        later.
      </ConfirmDialog>
    </form>
  );
}
