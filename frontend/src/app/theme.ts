import { type CSSVariablesResolver, createTheme } from "@mantine/core";

export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: "var(--font)",
  headings: { fontWeight: "650" },
  // By name: importing the components for their defaults would load them all with the first page.
  components: {
    Anchor: { defaultProps: { inherit: true } },
    Card: { defaultProps: { withBorder: true, padding: "lg", bg: "var(--surface)" } },
    // What holds the focus first is no item of a menu, as its role demands: the first item can hold it.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: {
      defaultProps: { centered: true, closeButtonProps: { "aria-label": "Close" } },
      styles: { title: { fontWeight: 650, fontSize: "var(--mantine-font-size-lg)" } },
    },
    Button: { defaultProps: { variant: "default" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Dismiss" } } },
    Skeleton: { defaultProps: { "aria-hidden": true } },
    Tooltip: { defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } } },
  },
});

/** Mantine's muted texts are too faint to read by the rules of WCAG AA; these are not. */
export const readableColors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#565d65",
    "--mantine-color-placeholder": "#686f77",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-anchor": "#364fc7",
  },
  dark: {
    "--mantine-color-body": "#1f2024",
    "--mantine-color-dimmed": "#a9adb5",
    "--mantine-color-placeholder": "#9a9ea6",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-anchor": "#91a7ff",
    // Filled buttons have white texts in both schemes: the lighter shade would be too light for them.
    "--mantine-color-indigo-filled": "var(--mantine-color-indigo-7)",
    "--mantine-color-indigo-filled-hover": "var(--mantine-color-indigo-8)",
  },
});
