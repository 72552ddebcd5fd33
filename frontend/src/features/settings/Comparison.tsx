import { NativeSelect, Text } from "@mantine/core";
import { useSearchParams } from "react-router";

import { Section } from "../../components/Section";
import { Difference } from "./Difference";

interface Props {
  saved: string;
  defaultPrompt: string;
  text: string;
  unsaved: boolean;
}

/** How the text in the editor differs from what is saved, or from the default: as the address says. */
export function Comparison({ saved, defaultPrompt, text, unsaved }: Props) {
  const [params, setParams] = useSearchParams();
  const against = params.get("against") === "default" ? "default" : "saved";
  const change = (value: string) =>
    setParams(
      (current) => {
        const changed = new URLSearchParams(current);
        changed.set("against", value);
        return changed;
      },
      { replace: true, preventScrollReset: true },
    );
  const from = against === "default" ? defaultPrompt : saved;
  return (
    <Section
      title="Difference"
      actions={
        <NativeSelect
          size="xs"
          aria-label="Compare with"
          value={against}
          onChange={(event) => change(event.currentTarget.value)}
          data={[
            { value: "saved", label: "Against the saved prompt" },
            { value: "default", label: "Against the default prompt" },
          ]}
        />
      }
    >
      {from === text ? (
        <Text size="sm" c="dimmed">
          {against === "saved" && !unsaved ? "Nothing is changed." : "The text is the default prompt."}
        </Text>
      ) : (
        <Difference label="Difference" from={from} to={text} />
      )}
    </Section>
  );
}
