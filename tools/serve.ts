/** Serves a built page with its security headers, to this machine only. */
import { createServer } from "node:http";
import sirv from "sirv";
import { securityHeaders } from "./headers";

export interface Server {
  /** Ends in `/`. */
  url: string;
  close(): Promise<void>;
}

/** Serves the folder on `port`, or on a free one where that is taken; port 0 asks for any. */
export async function serve(folder: string, port: number): Promise<Server> {
  const answer = sirv(folder, {
    etag: true,
    setHeaders: (response, path) => {
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
      // A build names its assets by their content; everything else may change with the next build.
      const isHashed = path.startsWith("/assets/");
      response.setHeader(
        "Cache-Control",
        isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      );
    },
  });
  const server = createServer((request, response) => {
    answer(request, response, () => {
      response.writeHead(404, { ...securityHeaders, "Content-Type": "text/plain" });
      response.end("There is no such file.\n");
    });
  });
  const listen = (wantedPort: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(wantedPort, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  await listen(port).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return listen(0);
    throw error;
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://localhost:${address.port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
