import { expect, test } from "vitest";
import { deviceOf } from "./sessions.syntax.ts";

const gecko = "AppleWebKit/537.36 (KHTML, like Gecko)";
const agents: [userAgent: string, browser: string | null, system: string | null][] = [
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${gecko} Chrome/131.0.0.0 Safari/537.36`, "Chrome", "Windows"],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${gecko} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`,
    "Edge",
    "Windows",
  ],
  [`Mozilla/5.0 (X11; Linux x86_64) ${gecko} Chrome/131.0.0.0 Safari/537.36 OPR/116.0.0.0`, "Opera", "Linux"],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${gecko} Chrome/131.0.0.0 Safari/537.36`, "Chrome", "ChromeOS"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 14.7; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox", "Mac"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    ...(["Safari", "Mac"] as const),
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    ...(["Safari", "iPhone"] as const),
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0 Mobile/15E148 Safari/604.1",
    ...(["Chrome", "iPhone"] as const),
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; SM-S921N) ${gecko} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36`,
    ...(["Samsung Internet", "Android"] as const),
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; SM-S921N; wv) ${gecko} Version/4.0 Chrome/131.0 Mobile Safari/537.36;KAKAOTALK 2410`,
    ...(["KakaoTalk", "Android"] as const),
  ],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${gecko} Chrome/130.0.0.0 Whale/4.29 Safari/537.36`, "Whale", "Windows"],
  ["curl/8.5.0", null, null],
  ["", null, null],
];

test.each(agents)("%s", (userAgent, browser, system) => {
  expect(deviceOf(userAgent)).toEqual({ browser, system });
});
