import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, test, vi } from "vitest";

const now = vi.hoisted(() => ({
  state: "live",
  until: null as number | null,
  retryAt: null as number | null,
}));
vi.mock("#web/live", () => ({ useConnection: () => ({ state: now.state, since: 0, retryAt: now.retryAt }) }));
vi.mock("#web/api", () => ({
  api: { limits: { getState: () => now, getInitialState: () => now, subscribe: () => () => {} } },
  ApiError: class extends Error {},
}));
const { Connection } = await import("./Connection.tsx");
const show = () => renderToStaticMarkup(<Connection />);

beforeEach(() => Object.assign(now, { state: "live", until: null, retryAt: null }));

test("while all is well there is a dot and no word to see, but one to hear", () => {
  expect(show()).toMatch(/class="visually-hidden">Live</);
});

test("what is not well is said in a word", () => {
  for (const [state, word] of [
    ["connecting", "Connecting…"],
    ["reconnecting", "Reconnecting…"],
    ["offline", "Offline"],
    ["waking", "Waking the server"],
    ["away", "No answer"],
  ] as const) {
    now.state = state;
    expect(show()).toContain(`>${word}<`);
    expect(show()).not.toContain("visually-hidden");
  }
});

test("someone offline learns that nothing is lost", () => {
  now.state = "offline";
  expect(show()).toContain("What you write waits here");
});

test("a server that is busy is waited for with a countdown", () => {
  now.until = Date.now() + 3600;
  expect(show()).toMatch(/>Busy<.*aria-hidden="true">· again in 4 s</);
  now.until = Date.now() + 899_000;
  expect(show()).toContain("· again in 15 min<");
});

test("a wait that is over is not mentioned", () => {
  now.until = Date.now() - 1;
  expect(show()).not.toContain("Busy");
});

test("being offline outweighs being asked to wait", () => {
  Object.assign(now, { state: "offline", until: Date.now() + 5000 });
  expect(show()).toContain(">Offline<");
});

test("a server that wakes is one that will be asked again in so many seconds, and not one that is busy", () => {
  Object.assign(now, { state: "waking", until: Date.now() + 9000, retryAt: Date.now() + 2500 });
  expect(show()).toMatch(/What you write waits here.*>Waking the server<.*>· again in 3 s</);
});
