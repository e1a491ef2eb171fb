/** For tests: the same body on every tier, on real backends; one that does not start fails. */
import { beforeAll, describe } from "vitest";
import { startDevice } from "./device";
import { tiers, type Tier } from "./tier";

export function onEveryTier(body: (tier: Tier) => void): void {
  describe.each(tiers)("on %s", (tier) => {
    beforeAll(async () => {
      await startDevice(tier);
    });
    body(tier);
  });
}
