/** The names alone, for code that runs outside the build. */
export const formatNames = ["onnx", "tfjs", "html", "pytorch"] as const;

export type FormatName = (typeof formatNames)[number];
