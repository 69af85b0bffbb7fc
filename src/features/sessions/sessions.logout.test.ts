import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, TestApp } from "#test/app";
import { within } from "#test/watch";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const reads = ["/auth/me", "/api/v1/accounts/verify_credentials"];
const twin = (who: Guest): Guest => {
  const other = app.guest();
  for (const [name, value] of who.cookies) other.cookies.set(name, value);
  return other;
};

/** Opens a bare WebSocket; whether the server let it in, and whether it is closed again. */
function openBare(headers: Record<string, string>, first?: string, url = app.url) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`, {
    headers,
  } as never);
  const state = { opened: false, closed: false };
  socket.addEventListener("message", ({ data }) => {
    if (!String(data).startsWith("0")) return;
    state.opened = true;
    if (first) socket.send(first);
  });
  socket.addEventListener("close", () => void (state.closed = true));
  return state;
}

test("A4 after a log-out the token works nowhere any more", async () => {
  const alice = await app.member();
  const { id } = await alice.post("before");
  const thief = twin(alice);
  await thief.refreshCsrf();
  expect((await thief.get("/auth/me")).status).toBe(200);
  const { status, headers } = await alice.send("POST", "/auth/logout");
  expect([status, headers.get("set-cookie")]).toEqual([204, expect.stringMatching(/^xm_session=;.*HttpOnly/)]);
  for (const path of reads) expect([path, (await thief.get(path)).status]).toEqual([path, 401]);
  for (const [method, path] of [
    ["POST", "/api/v1/statuses"],
    ["PUT", `/api/v1/statuses/${id}`],
    ["DELETE", `/api/v1/statuses/${id}`],
    ["POST", "/auth/logout"],
  ] as const)
    expect([path, (await thief.send(method, path, { body: { status: "x" } })).status]).toEqual([path, 401]);
  expect((await app.listen(thief)).ended).toEqual(["unauthorized"]);
  expect((await app.guest().get(`/api/v1/statuses/${id}`)).status).toBe(200);
});

test("A4 logging out in one browser leaves the other one in", async () => {
  const alice = await app.member();
  const phone = app.guest();
  await phone.send("POST", "/auth/login", { body: { username: alice.username, password: alice.password } });
  await alice.send("POST", "/auth/logout");
  expect((await phone.get("/auth/me")).status).toBe(200);
});

test("A5 no answer ever shows the cookie's token, and no script can read the cookie", async () => {
  const alice = await app.member();
  const token = alice.cookies.get("xm_session")!;
  const logIn = await alice.send("POST", "/auth/login", {
    body: { username: alice.username, password: alice.password },
  });
  const fresh = alice.cookies.get("xm_session")!;
  expect(logIn.headers.get("set-cookie")).toMatch(/HttpOnly/);
  expect(logIn.headers.get("set-cookie")).toMatch(/SameSite=Lax/);
  const paths = app.server.http.contracts
    .filter(({ method }) => method === "GET")
    .map(({ path }) => path.replace(":id", alice.id));
  const texts = [logIn.text, ...(await Promise.all(paths.map(async (path) => (await alice.get(path)).text)))];
  for (const secret of [token, fresh, fresh.split(".")[2]!])
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
});

test("A5 behind TLS the cookie is Secure and bound to this very host", async () => {
  const tls = await startApp({ PUBLIC_URL: "https://community.example" });
  try {
    const { cookies, send } = await tls.member();
    expect([...cookies.keys()]).toContain("__Host-xm_session");
    const { headers } = await send("POST", "/auth/logout");
    expect(headers.get("set-cookie")).toMatch(/^__Host-xm_session=;.*HttpOnly; Secure/);
    expect(headers.get("strict-transport-security")).toMatch(/max-age=31536000/);
  } finally {
    await tls.stop();
  }
});

test("L1 a connection without credentials, or with bad ones, is closed within 2 s", async () => {
  const cookies: Record<string, string>[] = [{}, { cookie: "xm_session=forged" }];
  const firsts = [undefined, "40", '40{"cursor":0}', "nonsense", "41"];
  const all = cookies.flatMap((headers) => firsts.map((first) => openBare(headers, first)));
  expect(await within(app, 2500, () => all.every(({ closed }) => closed))).toBe(true);
});

test("L2 when the session ends, by a log-out or a new log-in, its live connections end and hear no more", async () => {
  const [alice, bob] = [await app.member(), await app.member()];
  const ends: [reason: string, (who: Member) => Promise<unknown>][] = [
    ["signed-out", (who) => who.send("POST", "/auth/logout")],
    [
      "replaced",
      (who) => who.send("POST", "/auth/login", { body: { username: who.username, password: who.password } }),
    ],
  ];
  for (const [reason, end] of ends) {
    const who = await app.member();
    const ears = await Promise.all([app.listen(who), app.listen(twin(who)), app.listen(alice)]);
    await end(who);
    await bob.post("after");
    const [one, two, hers] = ears;
    await hers.until((heard) => heard.length > 0);
    for (const ear of [one, two])
      await expect.poll(() => [ear.ended, ear.heard]).toEqual([[reason, "io server disconnect"], []]);
  }
});

test("L6 so many live connections per address and no more, before the log-in and after it", async () => {
  const small = await startApp({ CONNECTIONS_PER_ADDRESS: "5", TRUST_PROXY: "1" });
  try {
    const [alice, bob] = [await small.member(), await small.member()];
    const open = (who: Guest, address: string) => {
      const extraHeaders = { cookie: who.cookieHeader(), "x-forwarded-for": address };
      const socket = io(small.url, { transports: ["websocket"], forceNew: true, reconnection: false, extraHeaders });
      const isOpen = new Promise<boolean>((resolve) => {
        socket.on("ready", () => resolve(true));
        socket.on("connect_error", () => resolve(false));
      });
      return { socket, isOpen };
    };
    const many = Array.from({ length: 20 }, (_, i) => open(i % 2 ? alice : bob, "6.6.6.6"));
    const opened = await Promise.all(many.map(({ isOpen }) => isOpen));
    expect(opened.filter(Boolean)).toHaveLength(5);
    const elsewhere = open(alice, "7.7.7.7");
    expect(await elsewhere.isOpen).toBe(true);
    for (const { socket } of many) socket.close();
    await expect
      .poll(async () => {
        const again = open(alice, "6.6.6.6");
        return again.isOpen.finally(() => again.socket.close());
      })
      .toBe(true);
    elsewhere.socket.close();
    await expect.poll(() => small.server.live.count()).toBe(0);
    const anonymous = Array.from({ length: 20 }, () =>
      openBare({ "x-forwarded-for": "8.8.8.8" }, undefined, small.url),
    );
    let most = 0;
    const out = () => {
      most = Math.max(most, small.server.live.count());
      return anonymous.every(({ closed }) => closed);
    };
    expect(await within(small, 10_000, out)).toBe(true);
    expect(most).toBe(5);
    expect(anonymous.filter(({ opened }) => !opened).length).toBeGreaterThan(0);
  } finally {
    await small.stop();
  }
});
