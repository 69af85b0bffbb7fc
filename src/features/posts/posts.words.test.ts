import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member("alice");
});
afterAll(() => app.stop());

type Refused = { error: string; details: Record<string, { error: string }[]> };
const send = (status: unknown, more = {}) =>
  alice.send<PostBody & Refused>("POST", "/api/v1/statuses", { body: { status, ...more } });
const source = async (id: string) => (await alice.get<{ text: string }>(`/api/v1/statuses/${id}/source`)).body.text;

test("the text is stored as it was written, but for blank edges: spaces, lines, emoji, decomposed Hangul, right-to-left words", async () => {
  const texts = [
    "  두  칸",
    "line\n\n\nline\ttab",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "안녕".normalize("NFD"),
    "שלום עולם",
    "a\u200db",
    "%_\\'\";--",
    "&amp; &lt;",
  ];
  for (const text of texts) {
    const { body } = await send(text);
    expect(await source(body.id)).toBe(text);
  }
  expect(await source((await send("\n\n  edges  \r\nand line ends\n \n")).body.id)).toBe("  edges  \nand line ends");
});

test("I3: a post has at most 500 graphemes, whatever each is made of; links count 23", async () => {
  const family = "👩‍👩‍👧‍👦";
  const link = `https://example.org/${"long".repeat(100)}`;
  for (const text of [family.repeat(500), "가".normalize("NFD").repeat(500), `${link} ${"x".repeat(476)}`])
    expect((await send(text)).status).toBe(200);
  for (const text of [family.repeat(501), "x".repeat(501), `${link} ${"x".repeat(477)}`]) {
    const { status, body } = await send(text);
    expect([status, body.details["status"]![0]!.error]).toEqual([422, "ERR_TOO_LONG"]);
  }
  const shared = await send("x".repeat(300), { spoiler_text: "y".repeat(201) });
  expect(shared.status).toBe(422);
  expect((await send("x".repeat(90_000))).status).toBe(422);
});

test("I3: the limit is the instance's to set, and it says by how much a text is over", async () => {
  const small = await startApp({ MAX_CHARACTERS: "10" });
  try {
    const member = await small.member();
    const answer = await member.send<Refused>("POST", "/api/v1/statuses", { body: { status: "12345678901" } });
    expect([answer.status, answer.body.error]).toEqual([
      422,
      "A post has at most 10 characters; this one is 1 too long.",
    ]);
    expect((await member.post("1234567890")).content).toBe("<p>1234567890</p>");
  } finally {
    await small.stop();
  }
});

test("I4: a text that is no text is refused", async () => {
  for (const status of [["a"], { a: 1 }, 5, true, null, [["x"]]]) expect((await send(status)).status).toBe(422);
  for (const odd of [
    { visibility: "everyone" },
    { visibility: 3 },
    { sensitive: "maybe" },
    { language: "no language" },
    { in_reply_to_id: 5 },
  ])
    expect((await send("fine", odd)).status).toBe(422);
  const form = await alice.send<PostBody>("POST", "/api/v1/statuses", { form: { status: "5", sensitive: "on" } });
  expect(form.body).toMatchObject({ content: "<p>5</p>", sensitive: true });
});

test("I5: what cannot be stored or shown is refused with a reason, and nothing is cut off", async () => {
  const broken = [
    "",
    "   \n ",
    "\u200b",
    "a\0b",
    "a\ud800b",
    "\udfff",
    "a\u0007b",
    "a\u202eb",
    "a\u2066b",
    "\u001b[31m",
  ];
  for (const status of broken) {
    const answer = await send(status);
    expect([JSON.stringify(status), answer.status, answer.body.details?.["status"]?.length]).toEqual([
      JSON.stringify(status),
      422,
      1,
    ]);
  }
  const raw = await alice.send("POST", "/api/v1/statuses", {
    raw: Buffer.from([...Buffer.from('{"status":"a'), 0xff, 0xfe, ...Buffer.from('b"}')]),
    headers: { "content-type": "application/json" },
  });
  expect(raw.status).toBeLessThan(500);
});

test("a refusal is told in the reader's language, in words", async () => {
  const headers = { "accept-language": "ko-KR,ko;q=0.9" };
  const answer = await alice.send<Refused>("POST", "/api/v1/statuses", { body: { status: " " }, headers });
  expect(answer.body.error).toBe("내용을 먼저 적어 주세요.");
});

test("I14: markup is text everywhere", async () => {
  const attacks = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    'https://example.org/"onmouseover="alert(1)',
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "&lt;b&gt; <B>&#60;</B>",
    "@alice<svg/onload=alert(1)>",
    "#tag<script>",
  ];
  for (const attack of attacks) {
    const { body } = await send(attack);
    const bare = body.content.replaceAll(
      /<\/?(p|br|a|span)( (href="https?:[^"<>]*"|class="[\w -]*"|rel="[\w ]*"|target="_blank"|translate="no"))*>/g,
      "",
    );
    expect(bare).not.toMatch(/[<>]/);
  }
});

test("a Korean particle is no part of a name; of all names that could be meant the longest that exists is", async () => {
  const bob = await app.member("bob");
  const minsu = await app.member("민수");
  const named = async (text: string) => ((await send(text)).body["mentions"] as { id: string }[]).map((m) => m.id);
  expect(await named("@bob는 알아요")).toEqual([bob.id]);
  expect(await named("@alice가 @bob에게")).toEqual([alice.id, bob.id]);
  expect(await named("@민수님 안녕하세요")).toEqual([minsu.id]);
  expect(await named("@민수님은 왔어요? @민수")).toEqual([minsu.id]);
  expect(await named("@BOB @Bob")).toEqual([bob.id]);
  expect(await named("nobody@bob.example @nobody @bobby")).toEqual([]);
  const sir = await app.member("민수님");
  expect(await named("@민수님은 누구예요?")).toEqual([sir.id]);
  expect(await named("@민수는 왔어요?")).toEqual([minsu.id]);
});
