import { expect, test } from "vitest";
import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";
import type { Account } from "../accounts.contract.ts";
import { createAccounts } from "./accounts.store.ts";

const minsu = (followers_count: number) => ({ id: "7", acct: "minsu", followers_count }) as Account;

function setUp(most?: number) {
  const server = { account: minsu(1), cursor: 5 };
  const fetch = (async (path: string) => {
    const acct = new URL(path, "http://x").searchParams.get("acct") ?? "";
    if (acct === "nobody") return Response.json({ error: "There is nobody." }, { status: 404 });
    const found = acct.toLowerCase() === "minsu" ? server.account : { id: acct, acct };
    return Response.json(found, { headers: { "x-cursor": String(server.cursor) } });
  }) as typeof globalThis.fetch;
  let pipe = {} as PipeEvents;
  const live = createLive({
    dial: (events) => {
      pipe = events;
      return { connect: () => {}, disconnect: () => {}, subscribe: () => {}, unsubscribe: () => {} };
    },
  });
  live.start({ cursor: 0 });
  pipe.up();
  const accounts = createAccounts({ api: createApi({ fetch, lang: () => "en" }), live, most });
  const tell = (account: Account, cursor: number) => pipe.event({ cursor, type: "account.changed", data: account });
  return { accounts, server, tell, reset: () => pipe.reset({ cursor: 1 }) };
}

test("an account is known by its name, in whatever spelling it was asked for", async () => {
  const { accounts } = setUp();
  await expect(accounts.find("Minsu")).resolves.toMatchObject({ account: { id: "7" }, at: 5 });
  for (const name of ["Minsu", "minsu"]) expect(accounts.named(name)?.id).toBe("7");
  await expect(accounts.find("nobody")).rejects.toMatchObject({ status: 404 });
});

test("numbers change as they are told, and an older answer does not undo that", async () => {
  const { accounts, server, tell } = setUp();
  await accounts.find("minsu");
  tell(minsu(3), 9);
  expect(accounts.named("minsu")?.followers_count).toBe(3);
  await accounts.find("minsu");
  expect(accounts.named("minsu")?.followers_count).toBe(3);
  server.account = minsu(4);
  server.cursor = 10;
  await accounts.find("minsu");
  expect(accounts.named("minsu")?.followers_count).toBe(4);
});

test("after a gap in the log whatever is read next counts, and pages are told to read", async () => {
  const { accounts, server, tell, reset } = setUp();
  let told = 0;
  accounts.onReset(() => told++);
  await accounts.find("minsu");
  tell(minsu(3), 9);
  reset();
  expect(told).toBe(1);
  server.cursor = 1;
  await accounts.find("minsu");
  expect(accounts.named("minsu")?.followers_count).toBe(1);
});

test("only so many are kept", async () => {
  const { accounts } = setUp(2);
  for (const name of ["a", "b", "c"]) await accounts.find(name);
  expect(["a", "b", "c"].map((name) => accounts.named(name)?.id)).toEqual([undefined, "b", "c"]);
});
