/** The look: one accent, borders instead of shadows, radius 8, a 4-px grid, 14 px text. */
import { createTheme, rem } from "@mantine/core";

export const theme = createTheme({
  primaryColor: "indigo",
  // Shade 8 and contrasting text keep every button readable in both themes.
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  respectReducedMotion: true,
  cursorType: "pointer",
  defaultRadius: "md",
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  radius: { xs: rem(4), sm: rem(4), md: rem(8), lg: rem(8), xl: rem(8) },
  spacing: { xs: rem(8), sm: rem(12), md: rem(16), lg: rem(24), xl: rem(32) },
  fontSizes: { xs: rem(12), sm: rem(14), md: rem(14), lg: rem(16), xl: rem(20) },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "24px", xl: "28px" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: rem(20), lineHeight: "28px" },
      h2: { fontSize: rem(16), lineHeight: "24px" },
      h3: { fontSize: rem(14), lineHeight: "20px" },
    },
  },
  components: {
    Button: { defaultProps: { size: "sm", fw: 600 } },
    Popover: { defaultProps: { shadow: "none", transitionProps: { duration: 100 } } },
    Select: {
      defaultProps: {
        size: "sm",
        allowDeselect: false,
        comboboxProps: { shadow: "none", transitionProps: { duration: 100 } },
      },
    },
    MultiSelect: {
      defaultProps: {
        size: "sm",
        comboboxProps: { shadow: "none", transitionProps: { duration: 100 } },
      },
    },
    Notification: {
      defaultProps: { withBorder: true, closeButtonProps: { "aria-label": "Dismiss" } },
      styles: {
        root: { boxShadow: "none" },
        description: { color: "var(--mantine-color-text)" },
      },
    },
    Tooltip: { defaultProps: { transitionProps: { duration: 100 }, withArrow: false } },
    Table: { defaultProps: { verticalSpacing: 8, horizontalSpacing: 12 } },
  },
});
