/** The fixture images, for tests in the browser. */
const urls = new Map(
  Object.entries(
    import.meta.glob<string>("../../e2e/fixtures/images/*", {
      query: "?url",
      import: "default",
      eager: true,
    }),
  ).map(([path, url]) => [path.split("/").pop()!, url]),
);

export const fixtureNames: readonly string[] = [...urls.keys()];

export async function readFixture(name: string): Promise<Blob> {
  const response = await fetch(urls.get(name)!);
  return response.blob();
}
