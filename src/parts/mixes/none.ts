import { mix } from "./mix";

export const none = mix({
  label: "None",
  help: "Each image by itself.",
  options: {},
  build: () => null,
});
