import { Tabs } from "@mantine/core";
import {
  IconMicrophone,
  IconPhoneOutgoing,
  IconPlugConnected,
  IconTextCaption,
} from "@tabler/icons-react";
import { useSearchParams } from "react-router";

import { PageHeader } from "../../components/PageHeader";
import { CallersTab } from "./CallersTab";
import { PromptTab } from "./PromptTab";
import { VendorsTab } from "./VendorsTab";
import { VoiceTab } from "./VoiceTab";

const TABS = [
  { value: "prompt", label: "Prompt", icon: IconTextCaption, Content: PromptTab },
  { value: "voice", label: "Voice", icon: IconMicrophone, Content: VoiceTab },
  { value: "callers", label: "Caller numbers", icon: IconPhoneOutgoing, Content: CallersTab },
  { value: "vendors", label: "Vendors", icon: IconPlugConnected, Content: VendorsTab },
] as const;

export function Component() {
  const [params, setParams] = useSearchParams();
  const shown = TABS.find(({ value }) => value === params.get("tab")) ?? TABS[0];
  return (
    <>
      <PageHeader
        title="Settings"
        description="The agent’s prompt and voice, the numbers it calls from, and its connections. Changes apply to new calls."
      />
      <Tabs
        value={shown.value}
        onChange={(tab) => setParams({ tab: tab ?? "prompt" })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {TABS.map(({ value, label, icon: Picture }) => (
            <Tabs.Tab key={value} value={value} leftSection={<Picture size={16} aria-hidden />}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map(({ value, Content }) => (
          <Tabs.Panel key={value} value={value}>
            <Content />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
