import { Box, Button, Group, NumberInput, Switch, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, client } from "../../api/client";
import type { CallerNumber, CallerNumbers } from "../../api/types";
import { useMay } from "../../auth/useSession";
import { type Column, DataTable } from "../../components/DataTable";
import { FormProblem } from "../../components/FormProblem";
import { Notice } from "../../components/Notice";
import { Needs, Only } from "../../components/Only";
import { ReloadButton } from "../../components/ReloadButton";
import { Section } from "../../components/Section";
import { StatusLabel } from "../../components/StatusLabel";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { countryName } from "../../lib/countries";
import { fieldErrors, notifySuccess } from "../../lib/feedback";
import { count } from "../../lib/format";
import { type Choice, choicesOf, chosenOf, problemWith, standingOf } from "./callers";

interface Edit {
  callers: CallerNumbers;
  choices: Record<string, Choice>;
  /** By number. */
  errors: Record<string, string>;
  readOnly: boolean;
  onChoose: (number: string, choice: Partial<Choice>) => void;
}

function State({ own, callers }: { own: CallerNumber; callers: CallerNumbers }) {
  return (
    <>
      <StatusLabel label={standingOf(own, callers)} />
      <Text size="xs" c="dimmed">
        {problemWith(own)}
      </Text>
    </>
  );
}

const columns = ({ callers, choices, errors, readOnly, onChoose }: Edit): Column<CallerNumber>[] => [
  {
    header: "Number",
    cell: (own) => (
      <>
        <Switch
          label={own.number}
          fw={500}
          checked={choices[own.number]?.use ?? false}
          disabled={readOnly || (!own.in_use && own.twilio?.can_call === false)}
          error={errors[own.number]}
          onChange={({ currentTarget }) => onChoose(own.number, { use: currentTarget.checked })}
        />
        <Text size="xs" c="dimmed">
          {[own.twilio?.label, own.country && countryName(own.country), own.is_main && "main number"]
            .filter(Boolean)
            .join(" · ")}
        </Text>
        <Box hiddenFrom="sm">
          <State own={own} callers={callers} />
        </Box>
      </>
    ),
  },
  {
    header: "State",
    from: "sm",
    wraps: true,
    cell: (own) => <State own={own} callers={callers} />,
  },
  {
    header: "Today",
    width: 6,
    from: "md",
    align: "right",
    cell: (own) => (own.calls_today === null ? "–" : count(own.calls_today)),
  },
  {
    header: "Calls a day",
    width: 7.5,
    cell: (own) => (
      <NumberInput
        hideControls
        aria-label={`Calls a day from ${own.number}`}
        placeholder="No limit"
        min={1}
        max={1_000_000}
        allowDecimal={false}
        allowNegative={false}
        value={choices[own.number]?.limit ?? ""}
        disabled={readOnly || !choices[own.number]?.use}
        onChange={(limit) => onChoose(own.number, { limit })}
      />
    ),
  },
];

interface Props {
  callers: CallerNumbers;
  onReload: () => void;
  reloading: boolean;
}

/** Chooses the numbers that leads are called from, with a limit for each. */
export function CallersForm({ callers, onReload, reloading }: Props) {
  const queries = useQueryClient();
  const changes = useMay("admin");
  const [choices, setChoices] = useState(() => choicesOf(callers));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const dirty = JSON.stringify(choices) !== JSON.stringify(choicesOf(callers));
  const refused = callers.numbers.filter((own) => own.refused);

  const choose = (number: string, choice: Partial<Choice>) => {
    setErrors({});
    setChoices({ ...choices, [number]: { use: false, limit: "", ...choices[number], ...choice } });
  };
  const save = async () => {
    setBusy(true);
    const numbers = chosenOf(callers, choices);
    const fields = numbers.flatMap((_, n) => [`numbers.${n}.number`, `numbers.${n}.calls_per_day`]);
    try {
      const body = { numbers, version: callers.version };
      const { data } = await client.PUT("/api/settings/caller-numbers", { body });
      const { queryKey } = api.queryOptions("get", "/api/settings/caller-numbers", {});
      if (data) queries.setQueryData(queryKey, data);
      notifySuccess("Caller numbers saved. They apply from the next call.");
    } catch (error) {
      const { form, rest } = fieldErrors(error, fields);
      const named = numbers.flatMap(({ number }, n) => {
        const wrong = form[`numbers.${n}.number`] ?? form[`numbers.${n}.calls_per_day`];
        return wrong ? [[number, wrong] as const] : [];
      });
      setErrors(Object.fromEntries(named));
      setProblem(rest);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Section
      title="Caller numbers"
      actions={
        <ReloadButton loading={reloading} disabled={dirty} onClick={onReload}>
          Reload
        </ReloadButton>
      }
    >
      <Text size="sm" c="dimmed" mb="md">
        A lead is called from a number of its own area, or else of its country. With none of its country,
        any selected number is used. While none is selected, calls come from the main number, the one in
        Twilio’s secret. Days are UTC.
      </Text>
      {!callers.asked_twilio && (
        <Notice title="Twilio’s numbers could not be loaded">
          <Text size="sm">Only the numbers in use are listed. Check the vendors, then reload.</Text>
        </Notice>
      )}
      {refused.length > 0 && (
        <Notice severity="critical" title="Twilio refuses calls from some numbers">
          <Text size="sm">
            No lead is called from {refused.map(({ number }) => number).join(", ")}. Put that right in
            Twilio’s console, then save again to use them.
          </Text>
        </Notice>
      )}
      <DataTable
        label="Caller numbers"
        columns={columns({ callers, choices, errors, readOnly: !changes, onChoose: choose })}
        rows={callers.numbers}
        rowKey={({ number }) => number}
      />
      <Only least="admin" otherwise={<Needs least="admin" />}>
        <FormProblem>{problem}</FormProblem>
        <Group justify="flex-end" mt="md">
          <Button
            variant="filled"
            disabled={!dirty && refused.length === 0}
            loading={busy}
            onClick={() => void save()}
          >
            Save numbers
          </Button>
        </Group>
      </Only>
      <UnsavedGuard active={dirty} what="The caller numbers" />
    </Section>
  );
}
