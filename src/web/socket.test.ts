import { afterEach, expect, test, vi } from "vitest";
import { ApiError } from "#web/api";
import { dialSocket } from "#web/socket";
import type { PipeEvents } from "#web/socket";

const opened = vi.hoisted(() => ({ urls: [] as unknown[], connects: 0, auth: undefined as unknown }));

vi.mock("socket.io-client", () => ({
  io: (url: unknown, settings?: { auth: (give: (hand: unknown) => void) => void }) => {
    opened.urls.push(settings ? url : "here");
    const { auth } = settings ?? (url as { auth: (give: (hand: unknown) => void) => void });
    return {
      on: () => {},
      connect: () => {
        opened.connects++;
        auth((hand) => (opened.auth = hand));
      },
      disconnect: () => {},
    };
  },
}));
afterEach(() => void Object.assign(opened, { urls: [], connects: 0, auth: undefined }));

function setUp(tickets: (() => Promise<string>)[], there: string | null) {
  const refusals: (string | undefined)[] = [];
  const events = {
    handshake: () => ({ cursor: 7, channels: [] }),
    refused: (code) => refusals.push(code),
  } as Partial<PipeEvents> as PipeEvents;
  const pipe = dialSocket({}, undefined, () => tickets.shift()!())(events, there);
  return { pipe, refusals };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("on the page's own host a connection asks for no ticket", () => {
  const { pipe } = setUp([], null);
  pipe.connect();
  expect(opened).toMatchObject({ urls: ["here"], connects: 1, auth: { cursor: 7, channels: [] } });
});

test("to another host each connection takes a ticket of its own", async () => {
  const { pipe } = setUp([async () => "one", async () => "two"], "https://server.example");
  pipe.connect();
  await settled();
  expect(opened).toMatchObject({ urls: ["https://server.example"], auth: { cursor: 7, ticket: "one" } });
  pipe.disconnect();
  pipe.connect();
  await settled();
  expect(opened).toMatchObject({ connects: 2, auth: { ticket: "two" } });
});

test("a ticket that comes when nobody waits for it any more opens nothing", async () => {
  let come = (_ticket: string) => {};
  const { pipe, refusals } = setUp([() => new Promise((resolve) => (come = resolve))], "https://server.example");
  pipe.connect();
  pipe.disconnect();
  come("late");
  await settled();
  expect([opened.connects, refusals]).toEqual([0, []]);
});

test("no ticket for who is signed out ends it; no ticket because the way is cut is tried again", async () => {
  const fails = (status: number) => () => Promise.reject(new ApiError(status, "no"));
  const { pipe, refusals } = setUp([fails(401), fails(0), fails(503)], "https://server.example");
  for (let n = 0; n < 3; n++) {
    pipe.connect();
    await settled();
  }
  expect([opened.connects, refusals]).toEqual([0, ["unauthorized", undefined, undefined]]);
});
