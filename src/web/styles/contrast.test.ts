import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Colours = Record<string, [number, number, number]>;
const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** Relative luminance (WCAG) of an OKLCH colour, clipped to sRGB as a screen shows it. */
function luminance([lightness, chroma, hue]: [number, number, number]): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return (
    0.2126 * clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) +
    0.7152 * clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) +
    0.0722 * clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  );
}

function contrast(a: [number, number, number], b: [number, number, number]): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function colours(text: string, scheme: 0 | 1): Colours {
  const found: Colours = {};
  for (const [, name = "", ...values] of text.matchAll(
    /--([\w-]+): light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\)/g,
  )) {
    const [l = 0, c = 0, h = 0] = (values[scheme] ?? "").split(/[ /]+/).map(Number);
    found[name] = [l, c, h];
  }
  return found;
}

const [normal = "", more = ""] = css.split("@media (prefers-contrast: more)");
const schemes: [string, Colours][] = ([0, 1] as const).flatMap((scheme) => {
  const name = scheme === 0 ? "light" : "dark";
  const base = colours(normal, scheme);
  return [
    [name, base],
    [`${name}, high contrast`, { ...base, ...colours(more, scheme) }],
  ] as [string, Colours][];
});

const papers = ["paper", "paper-2", "paper-3"];
const texts: [string, string[]][] = [
  ["ink", [...papers, "accent-soft", "danger-soft"]],
  ["ink-2", [...papers, "accent-soft"]],
  ["accent", [...papers, "accent-soft"]],
  ["danger", [...papers, "danger-soft"]],
  ["on-accent", ["accent-fill", "accent-press"]],
];
const controls: [string, string[]][] = [
  ["edge", papers],
  ["ring", [...papers, "accent-soft"]],
  ["wait", ["paper", "paper-2"]],
  ["accent-fill", papers],
];

const pairs = (list: [string, string[]][]) =>
  list.flatMap(([front, backs]) => backs.map((back) => [front, back] as const));
const ratio = (set: Colours, front: string, back: string) => {
  const a = set[front];
  const b = set[back];
  if (!a || !b) throw new Error(`no colour ${front} or ${back}`);
  return contrast(a, b);
};

test("black on white is 21, so the arithmetic is WCAG's", () => {
  expect(contrast([0, 0, 0], [1, 0, 0])).toBeCloseTo(21, 1);
});

test.each(schemes)("everyone can read every text: %s", (_, set) => {
  for (const [front, back] of pairs(texts))
    expect(ratio(set, front, back), `${front} on ${back}`).toBeGreaterThanOrEqual(4.5);
});

test.each(schemes)("everyone can make out every control: %s", (_, set) => {
  for (const [front, back] of pairs(controls))
    expect(ratio(set, front, back), `${front} on ${back}`).toBeGreaterThanOrEqual(3);
});

test.each(schemes)("initials are readable in every colour a name can give: %s", (name) => {
  const dark = name.startsWith("dark");
  for (let hue = 0; hue < 360; hue += 5)
    expect(
      contrast(dark ? [0.36, 0.06, hue] : [0.9, 0.05, hue], dark ? [0.9, 0.06, hue] : [0.38, 0.09, hue]),
      `hue ${hue}`,
    ).toBeGreaterThanOrEqual(4.5);
});

test.each(schemes)("high contrast raises the contrast of plain text: %s", (name, set) => {
  expect(ratio(set, "ink-2", "paper")).toBeGreaterThanOrEqual(name.includes("high") ? 7 : 4.5);
});
