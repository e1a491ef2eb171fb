/**
 * The headers that every response of Homeroom carries, once for all: `tools/serve.ts` and the tests'
 * servers send them, and `public/_headers` repeats them for static hosts (a test compares the two).
 */

/** Cross-origin isolation, without which WebAssembly has no threads. */
export const isolationHeaders = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** Where pretrained weights are fetched from, when somebody asks for them; it redirects to hosts of its own. */
const weightsHosts = ["https://huggingface.co", "https://*.hf.co", "https://*.huggingface.co"];

/**
 * Images never leave the tab: nothing may connect anywhere but to the place that the page came from, and
 * to where pretrained weights are. A policy in a `<meta>` tag would leave workers free, so it is a header, and on every file.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  // TensorFlow.js loads the threads of its WebAssembly from a blob of its own.
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "img-src 'self' data: blob:",
  `connect-src 'self' ${weightsHosts.join(" ")}`,
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export const securityHeaders: Record<string, string> = {
  "Content-Security-Policy": contentSecurityPolicy,
  // Closes what a policy leaves open: new windows, navigation and WebRTC to other hosts.
  "Connection-Allowlist": `(response-origin ${weightsHosts.map((host) => `"${host}"`).join(" ")});redirects=allow`,
  ...isolationHeaders,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};
