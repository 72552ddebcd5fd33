import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconLogout, IconMoon, IconShieldLock, IconSun } from "@tabler/icons-react";

import { session } from "../auth/session";
import { useSession } from "../auth/useSession";
import { ROLE } from "../lib/labels";

const SCHEMES = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "System", icon: IconDeviceDesktop },
] as const;

interface Props {
  target: React.ReactElement;
  onSecondFactor: () => void;
}

/** The menu itself, open as soon as it is there. */
export default function UserMenuItems({ target, onSecondFactor }: Props) {
  const state = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={240} shadow="md" defaultOpened>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        {state.status !== "signed-out" && (
          <Menu.Label>
            {state.username} · {ROLE[state.role]}
          </Menu.Label>
        )}
        <Menu.Item leftSection={<IconShieldLock size={16} />} onClick={onSecondFactor}>
          Second factor
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void session.signOut()}>
          Sign out
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        {SCHEMES.map(({ value, label, icon: Picture }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Picture size={16} />}
            fw={colorScheme === value ? 650 : undefined}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
