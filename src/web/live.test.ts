import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Handshake, LiveEvent, Subscribed } from "#core/live.contract";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";

/** A transport in the test's hands. */
function setUp() {
  const hands: Handshake[] = [];
  const asked: { channel: string; cursor: number; answer: (answer: Subscribed) => void }[] = [];
  const left: string[] = [];
  const pipe = { connects: 0, closes: 0 };
  let server = {} as PipeEvents;
  const live = createLive({
    random: () => 1,
    dial: (events) => {
      server = events;
      return {
        connect: () => void pipe.connects++,
        disconnect: () => void pipe.closes++,
        subscribe: ({ channels, cursor }, answer) => void asked.push({ channel: channels.join(), cursor, answer }),
        unsubscribe: ({ channels }) => void left.push(...channels),
      };
    },
  });
  const got: number[] = [];
  live.onEvent((event) => got.push(event.cursor));
  const accept = (cursor: number) => {
    hands.push(server.handshake());
    server.up();
    server.ready({ cursor, log: "one" });
  };
  const send = (...cursors: number[]) => cursors.forEach((cursor) => server.event(event(cursor)));
  return { live, hands, asked, left, pipe, got, accept, send, server: () => server };
}

const event = (cursor: number): LiveEvent => ({ cursor, type: "x", data: null });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a reconnect goes on from the last event, with the channels of that moment", () => {
  const { live, hands, accept, send, server, got } = setUp();
  live.listen("public", 10);
  live.start();
  accept(12);
  expect(hands).toEqual([{ cursor: 10, channels: ["public"] }]);
  send(13, 14);
  server().down();
  expect(live.connection.getState().state).toBe("reconnecting");
  live.listen("thread:1", 14);
  vi.advanceTimersByTime(1_000);
  accept(14);
  expect(hands[1]).toEqual({ cursor: 14, log: "one", channels: ["public", "thread:1"] });
  send(14, 15);
  expect(got).toEqual([13, 14, 15]);
});

test("a beat moves the cursor though nothing happened", () => {
  const { live, hands, accept, server } = setUp();
  live.listen("public", 10);
  live.start();
  accept(12);
  server().beat({ cursor: 90 });
  server().down();
  vi.runOnlyPendingTimers();
  accept(90);
  expect(hands[1]?.cursor).toBe(90);
});

test("a replay brings old events and does not let the stream be skipped", () => {
  const { live, hands, asked, accept, send, server, got } = setUp();
  live.listen("public", 100);
  live.start();
  accept(100);
  live.listen("account:1", 90);
  expect(asked).toMatchObject([{ channel: "account:1", cursor: 90 }]);
  send(91, 105);
  send(101);
  expect(got).toEqual([91, 105, 101]);
  server().down();
  vi.runOnlyPendingTimers();
  accept(106);
  expect(hands[1]).toEqual({ cursor: 90, log: "one", channels: ["public", "account:1"] });
});

test("once a replay is acknowledged only newer events count, and acknowledgements of a dead connection do not", () => {
  const { live, hands, asked, accept, send, server, got } = setUp();
  live.start({ cursor: 100 });
  accept(100);
  live.listen("a", 90);
  asked[0]?.answer({ ok: true, cursor: 100 });
  send(95, 101);
  expect(got).toEqual([101]);
  live.listen("b", 50);
  server().down();
  asked[1]?.answer({ ok: true, cursor: 101 });
  vi.runOnlyPendingTimers();
  accept(101);
  expect(hands[1]).toEqual({ cursor: 50, log: "one", channels: ["a", "b"] });
});

test("a channel is left when its last listener goes, who learns where to go on", () => {
  const { live, left, accept, send } = setUp();
  const one = live.listen("public", 5);
  const two = live.listen("public", 5);
  live.start();
  accept(5);
  send(6);
  expect(one()).toBe(6);
  expect(left).toEqual([]);
  two();
  two();
  expect(left).toEqual(["public"]);
});

test("a list that was read before events the page has seen gets them again", () => {
  const { live, asked, accept, send } = setUp();
  live.listen("public", 5);
  live.start();
  accept(5);
  send(6, 7);
  live.listen("public", 6);
  live.listen("public", 7);
  expect(asked).toMatchObject([{ channel: "public", cursor: 6 }]);
});

test("silence for twice the beat means the connection is dead", () => {
  const { live, pipe, accept, server } = setUp();
  live.start();
  accept(1);
  vi.advanceTimersByTime(15_000);
  server().beat({ cursor: 1 });
  vi.advanceTimersByTime(15_000);
  expect(pipe).toEqual({ connects: 1, closes: 0 });
  vi.advanceTimersByTime(6_000);
  expect(pipe).toEqual({ connects: 2, closes: 1 });
  expect(live.connection.getState().state).toBe("reconnecting");
});

test("waking up looks at once: a waiting retry happens now, a silent connection is replaced", () => {
  const { live, pipe, accept, server } = setUp();
  live.start();
  accept(1);
  live.wake();
  expect(pipe.connects).toBe(1);
  vi.setSystemTime(Date.now() + 60_000);
  live.wake();
  expect(pipe.connects).toBe(2);
  server().down();
  live.wake();
  expect(pipe.connects).toBe(3);
});

test("a server that cannot be reached is tried at growing distances, and the page says that it wakes it", () => {
  const { live, pipe, server } = setUp();
  live.start();
  for (let i = 0; i < 10; i++) {
    server().refused(undefined);
    vi.advanceTimersByTime(10_000);
  }
  expect(pipe.connects).toBe(11);
  expect(live.connection.getState().state).toBe("waking");
});

test("a server that does not answer is first reconnected to, then woken, and after a long while said to be away", () => {
  const { live, accept, server } = setUp();
  const state = () => live.connection.getState().state;
  live.start();
  accept(1);
  const said = new Set([state()]);
  for (let second = 0; second < 120; second += 10) {
    server().down();
    said.add(state());
    vi.advanceTimersByTime(10_000);
  }
  expect([...said]).toEqual(["live", "reconnecting", "waking", "away"]);
  accept(1);
  expect(live.connection.getState()).toMatchObject({ state: "live", retryAt: null });
  server().down();
  expect(state()).toBe("reconnecting");
});

test("a first answer that takes long is a server that wakes", () => {
  const { live, accept } = setUp();
  live.start();
  vi.advanceTimersByTime(3_900);
  expect(live.connection.getState().state).toBe("connecting");
  vi.advanceTimersByTime(200);
  expect(live.connection.getState().state).toBe("waking");
  accept(1);
  vi.advanceTimersByTime(10_000);
  expect(live.connection.getState().state).toBe("live");
});

test("a device without a network is offline, and no server is blamed", () => {
  vi.stubGlobal("navigator", { onLine: false });
  const { live, accept, server } = setUp();
  live.start();
  accept(1);
  server().down();
  expect(live.connection.getState().state).toBe("offline");
  vi.stubGlobal("navigator", { onLine: true });
  vi.runOnlyPendingTimers();
  server().down();
  expect(live.connection.getState().state).toBe("reconnecting");
  vi.unstubAllGlobals();
});

test("the page knows when it tries again, and that it is trying", () => {
  const { live, server } = setUp();
  live.start();
  for (let i = 0; i < 4; i++) {
    server().down();
    if (i < 3) vi.advanceTimersByTime(10_000);
  }
  expect(live.connection.getState()).toMatchObject({ state: "waking", retryAt: Date.now() + 4_800 });
  vi.advanceTimersByTime(4_800);
  expect(live.connection.getState()).toMatchObject({ state: "waking", retryAt: null });
});

test("without a session the connection ends, is reported once and does not loop", () => {
  const { live, pipe, server } = setUp();
  const ends: string[] = [];
  live.onGone((reason) => ends.push(reason));
  live.start();
  server().refused("unauthorized");
  vi.advanceTimersByTime(600_000);
  expect(ends).toEqual(["unauthorized"]);
  expect(pipe).toEqual({ connects: 1, closes: 1 });
});

test("a busy server is asked again later", () => {
  const { live, pipe, server } = setUp();
  live.start();
  server().refused("busy");
  vi.advanceTimersByTime(1_000);
  expect(pipe.connects).toBe(2);
});

test("a session that is over says why, and lets the next one start where lists left off", () => {
  const { live, hands, accept, send, server } = setUp();
  const ends: string[] = [];
  live.onGone((reason) => ends.push(reason));
  live.listen("public", 5);
  live.start();
  accept(5);
  send(8);
  server().gone({ reason: "signed-out" });
  expect(ends).toEqual(["signed-out"]);
  live.start();
  accept(9);
  expect(hands[1]).toEqual({ cursor: 8, log: "one", channels: ["public"] });
});

test("a node that stops spreads its clients over a time it names; the session goes on, and later breaks are as ever", () => {
  const { live, pipe, accept, server } = setUp();
  const ends: string[] = [];
  live.onGone((reason) => ends.push(reason));
  live.start();
  accept(1);
  server().moving({ withinMs: 4_000 });
  server().down();
  expect(live.connection.getState()).toMatchObject({ state: "reconnecting", retryAt: Date.now() + 4_000 });
  vi.advanceTimersByTime(3_990);
  expect(pipe.connects).toBe(1);
  vi.advanceTimersByTime(10);
  expect([pipe.connects, ends]).toEqual([2, []]);
  accept(1);
  server().down();
  expect(live.connection.getState().retryAt).toBe(Date.now() + 600);
});

test("a cursor that is too old makes every list fetch anew, and the page goes on from the new one", () => {
  const { live, hands, asked, accept, server } = setUp();
  const reset = vi.fn();
  live.onReset(reset);
  live.listen("public", 900);
  live.start();
  accept(900);
  server().reset({ cursor: 3 });
  expect(reset).toHaveBeenCalledTimes(1);
  server().down();
  vi.runOnlyPendingTimers();
  accept(4);
  expect(hands[1]?.cursor).toBe(3);
  live.listen("thread:9", 1);
  asked.at(-1)?.answer({ ok: false, error: "reset" });
  expect(reset).toHaveBeenCalledTimes(2);
});
