import { detector } from "megalodon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp({ INSTANCE_TITLE: "우리 동네", PUBLIC_URL: "https://town.example" });
  alice = await app.member("Alice");
  await app.member("지은");
  await alice.post("하나");
});
afterAll(() => app.stop());

type Info = { links: { rel: string; href: string }[] };
type Found = { subject: string; aliases: string[]; links: { rel: string; href: string }[] };
const here = (url: string) => url.replace("https://town.example", "");
const finger = (resource: string) =>
  app.guest().get<Found>(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`);

test("NodeInfo says what runs here, in both versions, with counts that are true and no protocol that is not spoken", async () => {
  const { body } = await app.guest().get<Info>("/.well-known/nodeinfo");
  expect(body.links.map(({ rel }) => rel.split("/").at(-1))).toEqual(["2.0", "2.1"]);
  for (const { rel, href } of body.links) {
    const info = await app.guest().get(here(href));
    expect(info.headers.get("content-type")).toBe(`application/json; profile="${rel}#"; charset=utf-8`);
    expect(info.body).toMatchObject({
      version: rel.split("/").at(-1),
      software: { name: "x-messenger", version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      protocols: [],
      openRegistrations: true,
      usage: { users: { total: 2, activeMonth: 1, activeHalfyear: 1 }, localPosts: 1 },
      metadata: { nodeName: "우리 동네" },
    });
  }
});

test("a client that tells servers apart takes this one for what it speaks like", async () => {
  const own = await startApp();
  try {
    const config = own.server.app.config;
    expect(config.publicUrl).not.toBe("https://town.example");
    Object.assign(config, { publicUrl: own.url });
    expect(await detector(own.url)).toBe("mastodon");
  } finally {
    await own.stop();
  }
});

test("a member is found by every spelling of their name and by their page", async () => {
  const page = "https://town.example/@Alice";
  for (const resource of [
    "acct:Alice@town.example",
    "acct:aLICE@TOWN.example",
    "alice@town.example",
    "acct:@alice@town.example",
    page,
    `${page}/`,
  ]) {
    const { status, headers, body } = await finger(resource);
    expect([resource, status, headers.get("content-type")]).toEqual([
      resource,
      200,
      "application/jrd+json; charset=utf-8",
    ]);
    expect(body).toMatchObject({ subject: "acct:Alice@town.example", aliases: [page] });
    expect(body.links).toContainEqual({ rel: "http://webfinger.net/rel/profile-page", type: "text/html", href: page });
  }
  for (const resource of [
    "acct:지은@town.example",
    `acct:${"지은".normalize("NFD")}@town.example`,
    "https://town.example/@%EC%A7%80%EC%9D%80",
  ])
    expect((await finger(resource)).body.subject).toBe("acct:지은@town.example");
});

test("whoever is not here is a 404 in the same bytes, and no question at all a 400", async () => {
  const odd = [
    "acct:nobody@town.example",
    "acct:alice@elsewhere.example",
    "alice",
    "acct:@",
    "https://elsewhere.example/@Alice",
    "https://town.example/@Alice/1",
    "acct:a\0@town.example",
    "%",
    "javascript:alert(1)",
  ];
  const answers = await Promise.all(odd.map(finger));
  expect(answers.map(({ status }) => status)).toEqual(odd.map(() => 404));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  for (const path of ["/.well-known/webfinger", "/.well-known/webfinger?resource="])
    expect((await app.guest().get(path)).status).toBe(400);
  expect((await finger("x".repeat(3001))).status).toBe(422);
});

test("host-meta says where names are looked up", async () => {
  const { headers, text } = await app.guest().get("/.well-known/host-meta");
  expect(headers.get("content-type")).toBe("application/xrd+xml; charset=utf-8");
  expect(text).toContain('template="https://town.example/.well-known/webfinger?resource={uri}"');
});

test("web apps of any origin may ask, and read refusals too", async () => {
  for (const [path, status] of [
    ["/nodeinfo/2.0", 200],
    ["/.well-known/webfinger?resource=acct:nobody@town.example", 404],
    ["/api/v1/custom_emojis", 200],
    ["/api/v1/lists", 401],
  ] as const) {
    const answer = await app.guest().get(path, { origin: "https://app.example" });
    expect([path, answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([path, status, "*"]);
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  }
});

test("lists that are empty in this version are empty lists: of the place for everyone, of a member for that member", async () => {
  const open = [
    "custom_emojis",
    "instance/peers",
    "instance/rules",
    "instance/domain_blocks",
    "trends/tags",
    "trends/statuses",
    "trends/links",
  ];
  const own = ["announcements", "lists", "filters", "scheduled_statuses", "domain_blocks", "endorsements"];
  for (const path of [...open, ...own].map((name) => `/api/v1/${name}`).concat("/api/v2/filters")) {
    const isOpen = open.includes(path.slice("/api/v1/".length));
    expect([path, (await app.guest().get(path)).status]).toEqual([path, isOpen ? 200 : 401]);
    expect([path, (await alice.get(`${path}?limit=5&lang=ko`)).text]).toEqual([path, "[]"]);
  }
});
