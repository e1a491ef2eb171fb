/** For tests: a compiled plan computes what the reference engine does, op by op. */
import { describe, test } from "vitest";
import { enginePair, type Create, type PairSetting } from "./enginePair";
import { mobileModel } from "./layerOpModels";
import { opModels, wideHead } from "./opModels";
import { everyOpModel } from "./testModel";

export function testOpContract(create: Create, setting: PairSetting): void {
  const { both, compare } = enginePair(create, setting);

  describe("each op", () => {
    test.each(Object.entries(opModels()))("%s", async (_, model) => {
      const [expected, actual] = await both(model);
      await compare(model, expected, actual, 3);
      for (const engine of [expected, actual]) engine.dispose();
    });
  });

  test("a head that is wide enough for groups of panels, over rows that leave a rest", async () => {
    const model = wideHead(5, 806);
    const [expected, actual] = await both(model);
    for (const count of [3, 8, 1]) await compare(model, expected, actual, count);
    for (const engine of [expected, actual]) engine.dispose();
  });

  test.each([everyOpModel(), mobileModel()])(
    "$name: a full batch, a partial one, and a full one again",
    async (model) => {
      const [expected, actual] = await both(model);
      for (const count of [5, 2, 5]) await compare(model, expected, actual, count);
      for (const engine of [expected, actual]) engine.dispose();
    },
  );
}
