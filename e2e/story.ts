/**
 * The test of every story: it can open Homeroom in fresh tabs, and whatever the story is about, it
 * fails when a page reports an error, breaks its security policy, or asks another host for anything.
 */
import { test as base, expect, type Page } from "@playwright/test";
import { distFolder } from "../tools/build";
import { serve, type Server } from "../tools/serve";

interface Fixtures {
  /**
   * Opens Homeroom once its engine is up: with empty storage, in a browser context of its own, or `beside`
   * another tab of the same person, with their storage.
   */
  openTab: (search?: string, beside?: Page) => Promise<Page>;
}

export const story = base.extend<Fixtures, { server: Server }>({
  server: [
    // Playwright reads from the pattern which fixtures this one needs: none.
    async ({}, provide) => {
      const server = await serve(distFolder, 0);
      await provide(server);
      await server.close();
    },
    { scope: "worker" },
  ],
  openTab: async ({ browser, server }, provide) => {
    const complaints: string[] = [];
    const openContext = async () => {
      const context = await browser.newContext({ reducedMotion: "reduce" });
      context.on("request", (request) => {
        const { protocol, href } = new URL(request.url());
        if (protocol.startsWith("http") && !href.startsWith(server.url))
          complaints.push(`asked for ${href}`);
      });
      return context;
    };
    const openTab: Fixtures["openTab"] = async (search = "", beside) => {
      const page = await (beside?.context() ?? (await openContext())).newPage();
      page.on("pageerror", (error) => complaints.push(`page error: ${error.message}`));
      page.on("crash", () => complaints.push("the page crashed"));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(`console: ${message.text()}`);
      });
      await page.goto(server.url + search);
      await expect(page.getByRole("button", { name: /^Engine: / })).toBeVisible();
      return page;
    };
    await provide(openTab);
    for (const context of browser.contexts()) await context.close();
    expect(complaints).toEqual([]);
  },
});

export { expect };
