/** `npm run parity:models`: apart from `npm test`, because it needs Python with PyTorch. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["tools/parityModels.parity.ts"], testTimeout: 600_000, hookTimeout: 600_000 },
});
