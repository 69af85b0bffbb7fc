import { io } from "socket.io-client";
import { SignJWT } from "jose";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, TestApp, TestNode } from "#test/app";

const client = "https://client.example";
let split: TestApp;
let alice: Member;
beforeAll(async () => {
  split = await startApp({ CLIENT_ORIGIN: `${client}, https://preview.example`, PUBLIC_URL: "https://server.example" });
  alice = await split.member();
});
afterAll(() => split.stop());

/** As the client's host passes it on: what the browser says, and what it says of where it is. */
const passedOn = { origin: client, "sec-fetch-site": "same-origin" };

const ticketFor = async (who: Guest): Promise<string> =>
  (await who.send<{ ticket: string }>("POST", "/auth/ticket", { headers: passedOn })).body.ticket;

type Knock = { ticket?: unknown; cookie?: string; origin?: string; site?: string; transport?: "websocket" | "polling" };

/** Opens a socket as a page at `origin` would; tells what came of it, and gives the socket where it was let in. */
async function knock(node: TestNode, { ticket, cookie, origin = client, site = "cross-site", transport }: Knock) {
  const socket = io(node.url, {
    transports: [transport ?? "websocket"],
    forceNew: true,
    reconnection: false,
    auth: ticket === undefined ? {} : { ticket },
    extraHeaders: { origin, "sec-fetch-site": site, ...(cookie ? { cookie } : {}) },
  });
  const outcome = await new Promise<string>((resolve) => {
    socket.on("ready", () => resolve("in"));
    socket.on("connect_error", (error) => resolve((error as { data?: { code?: string } }).data?.code ?? "no"));
  });
  if (outcome !== "in") socket.close();
  return { outcome, socket };
}

const outcomeOf = async (node: TestNode, what: Knock) => {
  const { outcome, socket } = await knock(node, what);
  socket.close();
  return outcome;
};

test("promise 30: a page on the client's own host opens the live channel with a ticket, over both transports", async () => {
  for (const transport of ["websocket", "polling"] as const) {
    const { outcome, socket } = await knock(split, { ticket: await ticketFor(alice), transport });
    expect([transport, outcome]).toEqual([transport, "in"]);
    const heard = new Promise((resolve) => socket.on("event", resolve));
    await alice.post("through the ticket");
    expect(await heard).toMatchObject({ type: "post.created" });
    socket.close();
  }
  expect(await outcomeOf(split, { ticket: await ticketFor(alice), origin: "https://preview.example" })).toBe("in");
});

test("a page is told where the live channel is, and Mastodon's apps too; on one host there is nothing to tell", async () => {
  const me = await alice.get<{ socket_url: string | null }>("/auth/me");
  expect(me.body.socket_url).toBe("https://server.example");
  const { body } = await alice.get<{ domain: string; configuration: { urls: { streaming: string } } }>(
    "/api/v2/instance",
  );
  expect([body.domain, body.configuration.urls.streaming]).toEqual(["client.example", "wss://server.example"]);
  const one = await startApp();
  const { body: there } = await (await one.member()).get<{ socket_url: string | null }>("/auth/me");
  expect(there.socket_url).toBeNull();
  await one.stop();
});

test("a ticket lets in once: of twenty that come at the same time on two nodes, exactly one", async () => {
  const other = await split.secondNode();
  const ticket = await ticketFor(alice);
  const nodes = Array.from({ length: 20 }, (_, i) => (i % 2 ? split : other));
  const outcomes = await Promise.all(nodes.map((node) => outcomeOf(node, { ticket })));
  expect(outcomes.toSorted()).toEqual(["in", ...Array<string>(19).fill("ticket")]);
  expect(await outcomeOf(split, { ticket })).toBe("ticket");
});

test("a ticket is good for 30 seconds", async () => {
  const [young, old] = [await ticketFor(alice), await ticketFor(alice)];
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20_000 });
  try {
    expect(await outcomeOf(split, { ticket: young })).toBe("in");
    vi.setSystemTime(Date.now() + 11_000);
    expect(await outcomeOf(split, { ticket: old })).toBe("ticket");
  } finally {
    vi.useRealTimers();
  }
});

test("threat 9: a ticket of a session that ended opens nothing, and what it opened ends with the session", async () => {
  const bob = await split.member();
  const [early, late] = [await ticketFor(bob), await ticketFor(bob)];
  const { outcome, socket } = await knock(split, { ticket: early });
  expect(outcome).toBe("in");
  const ended = new Promise((resolve) => socket.on("gone", resolve));
  expect((await bob.send("POST", "/auth/logout", { headers: passedOn })).status).toBe(204);
  expect(await ended).toEqual({ reason: "signed-out" });
  expect(await outcomeOf(split, { ticket: late })).toBe("ticket");
});

test("threat 32: with the client elsewhere a cookie opens no socket from any page, and other sites not even with a ticket", async () => {
  const cookie = alice.cookieHeader();
  expect(await outcomeOf(split, { cookie })).toBe("ticket");
  expect(await outcomeOf(split, { cookie, site: "same-origin" })).toBe("ticket");
  for (const origin of ["https://evil.example", "null", "https://client.example.evil.example", "http://client.example"])
    expect([origin, await outcomeOf(split, { ticket: await ticketFor(alice), origin })]).toEqual([origin, "no"]);
});

test("threat 32: what changes something counts from the client's host when it was passed on, never sent across", async () => {
  const post = async (headers: Record<string, string>) =>
    (await alice.send("POST", "/api/v1/statuses", { body: { status: "x" }, headers })).status;
  expect(await post(passedOn)).toBe(200);
  expect(await post({ ...passedOn, "x-csrf-token": "" })).toBe(403);
  for (const site of ["cross-site", "same-site"]) expect(await post({ ...passedOn, "sec-fetch-site": site })).toBe(403);
  expect(await post({ origin: "https://evil.example", "sec-fetch-site": "same-origin" })).toBe(403);
});

test("threat 32: only the client's host is told that it may read the polling transport, and never with cookies", async () => {
  const ask = async (origin: string) => {
    const { headers } = await fetch(`${split.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    return [headers.get("access-control-allow-origin"), headers.get("access-control-allow-credentials")];
  };
  expect(await ask(client)).toEqual([client, null]);
  expect(await ask("https://evil.example")).toEqual([null, null]);
});

test("a session's token is no ticket, a ticket is no session, and nothing that was made up is either", async () => {
  const ticket = await ticketFor(alice);
  const [name, token] = [...alice.cookies][0]!;
  const claims = { sid: "1" };
  const forged = await new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode("x".repeat(32)));
  for (const made of [token, forged, "", "a.b.c", `${ticket}x`, 7, null, { ticket }, "x".repeat(9000)])
    expect([made, await outcomeOf(split, { ticket: made })]).toEqual([made, "ticket"]);
  expect((await split.guest().get("/auth/me", { cookie: `${name}=${ticket}` })).status).toBe(401);
  expect((await split.guest().get("/auth/me", { authorization: `Bearer ${ticket}` })).status).toBe(401);
  expect(await outcomeOf(split, { ticket })).toBe("in");
});

test("a ticket is given to who is signed in and asks with the page's token", async () => {
  const guest = split.guest();
  await guest.refreshCsrf();
  expect((await guest.send("POST", "/auth/ticket", { headers: passedOn })).status).toBe(401);
  expect((await alice.send("POST", "/auth/ticket", { headers: { ...passedOn, "x-csrf-token": "" } })).status).toBe(403);
});
