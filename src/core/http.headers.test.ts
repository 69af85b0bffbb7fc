import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { TestApp } from "#test/app";

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ PUBLIC_URL: "https://town.example" });
});
afterAll(() => app.stop());

const policy =
  "default-src 'none';base-uri 'none';connect-src 'self' https://town.example wss://town.example;font-src 'self';" +
  "form-action 'self';frame-ancestors 'none';img-src 'self' data: https:;manifest-src 'self';script-src 'self';" +
  "style-src 'self';worker-src 'self';require-trusted-types-for 'script';trusted-types inert-html;" +
  "upgrade-insecure-requests";

const careful = {
  "content-security-policy": policy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
  "referrer-policy": "same-origin",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Those of an answer's headers that are asked about. */
const headersOf = async (path: string, method = "GET") => {
  const { headers, status } = await app.guest().send(method, path);
  return [status, Object.fromEntries(Object.keys(careful).map((name) => [name, headers.get(name)]))];
};

const split = (text: string) =>
  text
    .split(";")
    .map((part) => part.trim())
    .toSorted();

test("every answer says all of it: a page, an asset, the API, what is not there, what is refused", async () => {
  const page = await app.guest().get("/");
  const asset = /\/assets\/[^"]+\.js/.exec(page.text)![0];
  const answers: [string, number, string?][] = [
    ["/", 200],
    ["/@nobody/1", 200],
    [asset, 200],
    ["/api/v2/instance", 200],
    ["/health/live", 200],
    ["/api/v1/nothing", 404],
    ["/assets/gone.js", 404],
    ["/auth/me", 401],
    ["/api/v1/statuses", 401, "POST"],
  ];
  for (const [path, status, method] of answers)
    expect([path, await headersOf(path, method)]).toEqual([path, [status, careful]]);
});

test("what is no address at all is an error that no browser takes for anything else", async () => {
  const { status, headers } = await app.guest().get("/api/v1/statuses/%ff");
  expect([status, headers.get("content-security-policy"), headers.get("x-content-type-options")]).toEqual([
    ...[400, "default-src 'none';frame-ancestors 'none'", "nosniff"],
  ]);
  expect(headers.get("strict-transport-security")).toBe(careful["strict-transport-security"]);
});

test("pictures that the API names may be shown by the pages of other clients", async () => {
  const { headers } = await app.guest().get("/avatars/default.svg");
  expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(headers.get("content-security-policy")).toBe(policy);
});

test("the live channel's own answers are not guessed at, and kept by nobody", async () => {
  const { headers } = await app.guest().get("/socket.io/?EIO=4&transport=polling");
  expect([headers.get("x-content-type-options"), headers.get("cache-control")]).toEqual(["nosniff", "no-store"]);
});

test("without https nobody is told to insist on it", async () => {
  const plain = await startApp();
  const { headers } = await plain.guest().get("/api/v2/instance");
  expect(headers.get("strict-transport-security")).toBeNull();
  expect(headers.get("content-security-policy")).not.toContain("upgrade");
  await plain.stop();
});

test("a host of files is told the same in netlify.toml as the server says of its own pages", () => {
  type Toml = { headers: { for: string; values: Record<string, string> }[] };
  const { headers } = parse(readFileSync("netlify.toml", "utf8")) as unknown as Toml;
  const everywhere = headers.find((one) => one.for === "/*")!.values;
  const told = Object.fromEntries(Object.entries(everywhere).map(([name, value]) => [name.toLowerCase(), value]));
  const { "content-security-policy": toldPolicy, ...rest } = told;
  const { "content-security-policy": ours, ...others } = careful;
  expect(split(toldPolicy!.replaceAll("server.example", "town.example"))).toEqual(split(ours));
  // A host of files says one thing of pages and of pictures, which others' pages may show.
  expect(rest).toEqual({ ...others, "cross-origin-resource-policy": "cross-origin" });
});
