import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let members: Member[];
beforeAll(async () => {
  app = await startApp();
  members = await Promise.all(["alice", "bob", "carol", "dave"].map((name) => app.member(name)));
});
afterAll(() => app.stop());

const path = (id: string, more = "") => `/api/v1/statuses/${id}${more}`;
const sees = async (who: Pick<Member, "get">, id: string) => (await who.get(path(id))).status === 200;
const names = (post: PostBody) => (post["mentions"] as { username: string }[]).map((one) => one.username).sort();

async function stored(id: string) {
  const { rows } = await app.server.app.db.execute<{ talk: string | null; visibility: string; circle: string[] }>(sql`
    select conversation_id as talk, visibility, array_append(mentioned, account_id)::text[] as circle
    from posts where id = ${id}`);
  const { talk, visibility, circle } = rows[0]!;
  return { talk, visibility, circle: [...new Set(circle)].sort() };
}

test("a direct post begins a talk, and its replies stay in it: with everyone in it, whomever they name", async () => {
  const [alice, bob, carol, dave] = members as [Member, Member, Member, Member];
  const first = await alice.post("@bob @carol shall we?", { visibility: "direct" });
  const reply = await bob.post("yes, and @dave should know", { in_reply_to_id: first.id });
  expect(names(reply)).toEqual(["alice", "carol"]);
  expect(reply.content).toBe("<p>yes, and @dave should know</p>");
  expect([await sees(carol, reply.id), await sees(dave, reply.id)]).toEqual([true, false]);
  const [start, next] = [await stored(first.id), await stored(reply.id)];
  expect([start.talk, next.talk, next.circle]).toEqual([first.id, first.id, start.circle]);
});

test("a reply in a direct talk is direct, whatever it asks for", async () => {
  const [alice, bob, , dave] = members as [Member, Member, Member, Member];
  const { id } = await alice.post("@bob quietly", { visibility: "direct" });
  for (const visibility of ["public", "unlisted", "private", "direct"]) {
    const reply = await bob.post("not aloud", { in_reply_to_id: id, visibility });
    expect([reply["visibility"], await sees(dave, reply.id)]).toEqual(["direct", false]);
  }
});

test("a direct answer to an open post begins a talk of its own", async () => {
  const [alice, bob, carol] = members as [Member, Member, Member, Member];
  const open = await alice.post("for all");
  const { id } = await bob.post("@alice between us", { in_reply_to_id: open.id, visibility: "direct" });
  expect([(await stored(open.id)).talk, (await stored(id)).talk]).toEqual([null, id]);
  expect([await sees(alice, id), await sees(carol, id)]).toEqual([true, false]);
});

test("nobody outside can answer into a talk", async () => {
  const [alice, , , dave] = members as [Member, Member, Member, Member];
  const { id } = await alice.post("@bob closed doors", { visibility: "direct" });
  const answer = (to: string) =>
    dave.send("POST", "/api/v1/statuses", { body: { status: "@alice hi", in_reply_to_id: to } });
  const [hidden, absent] = [await answer(id), await answer("1")];
  expect([hidden.status, hidden.text]).toEqual([404, absent.text]);
});

/** One thing that happens in a talk: who, what, to which of its posts, naming whom. */
const step = fc.record({
  do: fc.constantFrom("reply", "reply", "reply", "edit", "delete", "restore", "quote"),
  who: fc.nat(3),
  to: fc.nat(50),
  names: fc.subarray(["alice", "bob", "carol", "dave"]),
  visibility: fc.constantFrom(undefined, "public", "unlisted", "private", "direct"),
});

test("promise 27: whatever is said in a talk, those who take part never become more", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(["bob", "carol", "dave"], { maxLength: 2 }),
      fc.array(step, { minLength: 3, maxLength: 12 }),
      async (invited, steps) => {
        const first = await members[0]!.post(`${invited.map((name) => `@${name}`).join(" ")} hello`, {
          visibility: "direct",
        });
        const talk = [first.id];
        const authors = new Map([[first.id, members[0]!]]);
        const { circle } = await stored(first.id);
        for (const { do: what, who, to, names, visibility } of steps) {
          const id = talk[to % talk.length]!;
          const text = `${names.map((name) => `@${name}`).join(" ")} hm`;
          const member = members[who]!;
          const author = authors.get(id)!;
          if (what === "edit") await author.send("PUT", path(id), { body: { status: text } });
          if (what === "delete") await author.send("DELETE", path(id));
          if (what === "restore") await author.send("POST", path(id, "/restore"));
          if (what !== "reply" && what !== "quote") continue;
          const more = what === "quote" ? { quoted_status_id: id } : {};
          const { status, body } = await member.send<PostBody>("POST", "/api/v1/statuses", {
            body: { status: text, in_reply_to_id: id, visibility, ...more },
          });
          if (!circle.includes(member.id)) expect(status).toBe(404);
          if (status !== 200) continue;
          talk.push(body.id);
          authors.set(body.id, member);
        }
        for (const id of talk) {
          expect(await stored(id)).toEqual({ talk: first.id, visibility: "direct", circle });
          for (const member of members) if (!circle.includes(member.id)) expect(await sees(member, id)).toBe(false);
        }
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);
