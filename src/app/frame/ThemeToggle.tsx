/** Light, dark, or whatever the system says. */
import { ActionIcon, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

const following = { auto: "light", light: "dark", dark: "auto" } as const;
const words = { auto: "as the system", light: "light", dark: "dark" };
const icons = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

export function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = following[colorScheme];
  const Icon = icons[colorScheme];
  return (
    <ActionIcon
      variant="default"
      size={36}
      aria-label={`Theme: ${words[colorScheme]}. Change to ${words[next]}.`}
      title={`Theme: ${words[colorScheme]}`}
      onClick={() => setColorScheme(next)}
    >
      <Icon size={18} stroke={1.75} />
    </ActionIcon>
  );
}
