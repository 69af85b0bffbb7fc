import { expect, test } from "vitest";
import { exactTime, relativeTime } from "./time.ts";

const now = Date.parse("2026-11-24T12:00:00Z");
const ago = (ms: number, lang: "en" | "ko") =>
  relativeTime(new Date(now - ms).toISOString(), now, lang, lang === "en" ? "now" : "방금");
const minute = 60_000;

test("a post of this minute is now, also when the server's clock is ahead", () => {
  expect(ago(20_000, "en")).toBe("now");
  expect(ago(-90_000, "ko")).toBe("방금");
});

test("minutes, hours and days are told in both languages", () => {
  expect(ago(5 * minute, "ko")).toBe("5분 전");
  expect(ago(3 * 60 * minute, "ko")).toBe("3시간 전");
  expect(ago(2 * 1440 * minute, "ko")).toBe("2일 전");
  expect(ago(59.9 * minute, "en")).toMatch(/^59\s?m/);
});

test("after a week the date says more than a count of days, and another year is named", () => {
  expect(ago(8 * 1440 * minute, "ko")).toBe("11월 16일");
  expect(ago(400 * 1440 * minute, "en")).toContain("2025");
});

test("the exact time has the date and the minute", () => {
  expect(exactTime("2026-11-24T12:00:00Z", "ko")).toContain("2026년 11월 24일");
});
