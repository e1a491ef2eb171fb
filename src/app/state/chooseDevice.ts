/** Asks for another tier; a refusal leaves the old one running and is told in passing. */
import { notifications } from "@mantine/notifications";
import type { DeviceChoice } from "../../protocol";
import type { App } from "./app";
import { messageOf } from "./messageOf";

export async function chooseDevice({ calls, store }: App, choice: DeviceChoice) {
  store.setState({ isDeviceChanging: true });
  try {
    store.setState({ device: await calls.chooseDevice(choice) });
  } catch (error) {
    notifications.show({ title: "The engine was not changed", message: messageOf(error) });
  } finally {
    store.setState({ isDeviceChanging: false });
  }
}
