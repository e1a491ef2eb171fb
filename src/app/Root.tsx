/** The page inside its providers. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { Frame } from "./frame/Frame";
import { AppContext, type App } from "./state/app";
import { theme } from "./theme";

export function Root({ app }: { app: App }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <AppContext value={app}>
        <Notifications position="bottom-right" />
        <Frame />
      </AppContext>
    </MantineProvider>
  );
}
