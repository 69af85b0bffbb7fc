import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(tags)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target.join(" ")} (${any.map(({ message }) => message).join("; ")})`),
  );
}

/** What axe finds on the page in its present language, in light and in dark, where only the colours are others. */
export async function inBothSchemes(page: Page, name: string): Promise<string[]> {
  const look = (colorScheme: "light" | "dark") => page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await look("light");
  const light = await violations(page);
  await look("dark");
  const dark = await violations(page, ["color-contrast"]);
  return [...light, ...dark.map((each) => `dark: ${each}`)].map((each) => `${name}: ${each}`);
}
