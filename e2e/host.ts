import { readFileSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { parse } from "smol-toml";

type Rule = { from: string; to: string; status: number; force?: boolean };
type Settings = { redirects: Rule[]; headers: { for: string; values: Record<string, string> }[] };

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/** A host of files, such as Netlify, that does what our netlify.toml says. */
export type Host = { url: string; close: () => Promise<void> };

/** Serves `dist/web` by the rules of netlify.toml, with `server` in place of its example of a server. */
export async function startHost(server: string): Promise<Host> {
  const text = readFileSync("netlify.toml", "utf8")
    .replaceAll("https://server.example", server)
    .replaceAll("wss://server.example", server.replace(/^http/, "ws"))
    // There is no TLS here.
    .replace("; upgrade-insecure-requests", "");
  const settings = parse(text) as unknown as Settings;
  const http = createServer((request, response) => answer(settings, request, response));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

function answer({ redirects, headers }: Settings, request: IncomingMessage, response: ServerResponse): void {
  const path = request.url!.split("?")[0]!;
  const file = read(path);
  const rule = redirects.find(({ from, force }) => covers(from, path) && (force || file === undefined));
  if (rule?.to.startsWith("http")) return passOn(rule, request, response);
  const body = file ?? (rule?.status === 200 ? read(rule.to) : undefined);
  for (const { for: from, values } of headers)
    if (covers(from, path)) for (const [name, value] of Object.entries(values)) response.setHeader(name, value);
  response.setHeader("content-type", types[extname(file ? path : "index.html")] ?? "application/octet-stream");
  response.writeHead(body ? 200 : 404).end(body);
}

const covers = (pattern: string, path: string) =>
  pattern.endsWith("/*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path;

function read(path: string): Buffer | undefined {
  if (path.endsWith("/") || path.includes("..")) return undefined;
  try {
    return readFileSync(join("dist/web", path));
  } catch {
    return undefined;
  }
}

/** Sends a request on as it came, cookies and origin included, to the same path and query on the server. */
function passOn({ to }: Rule, request: IncomingMessage, response: ServerResponse): void {
  const target = new URL(request.url!, new URL(to).origin);
  const from = [request.headers["x-forwarded-for"], request.socket.remoteAddress].filter(Boolean).join(", ");
  const headers = { ...request.headers, host: target.host, "x-forwarded-for": from };
  const onward = ask(target, { method: request.method, headers }, (answered) => {
    response.writeHead(answered.statusCode!, answered.rawHeaders);
    answered.pipe(response);
  });
  onward.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  request.pipe(onward);
}
