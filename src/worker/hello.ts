/** The registries as the page sees them: everything but how parts are built. */
import { samples } from "../data/samples";
import { splits } from "../data/split";
import type { Device } from "../engine/device";
import { describeRegistry } from "../lib/part";
import { augmentations } from "../parts/augmentations";
import { formats } from "../parts/formats";
import { formatNames } from "../parts/formats/formatNames";
import { losses } from "../parts/losses";
import { metrics } from "../parts/metrics";
import { mixes } from "../parts/mixes";
import { models } from "../parts/models";
import { optimizers } from "../parts/optimizers";
import { schedules } from "../parts/schedules";
import { catalogue } from "../parts/weights/catalogue";
import type { Hello } from "../protocol";
import { dataFields } from "../train/dataFields";
import { trainingFields } from "../train/trainingFields";
import { presets } from "../train/presets";
import { transferWays } from "../train/transferWays";
import { rateTestFields } from "../train/rateTest";

export function describeParts(device: Device): Hello {
  return {
    parts: {
      models: describeRegistry(models),
      losses: describeRegistry(losses),
      optimizers: describeRegistry(optimizers),
      schedules: describeRegistry(schedules),
      augmentations: describeRegistry(augmentations),
      mixes: describeRegistry(mixes),
      metrics: Object.entries(metrics).map(([name, { label, help }]) => ({ name, label, help })),
      splits: describeRegistry(splits),
      formats: formatNames.map((name) => {
        const { label, help } = formats[name];
        return { name, label, help };
      }),
    },
    fields: { data: dataFields, training: trainingFields, rateTest: rateTestFields },
    presets: [...presets],
    transferWays,
    samples: Object.entries(samples).map(([name, { label, help }]) => ({ name, label, help })),
    catalogue,
    device,
  };
}
