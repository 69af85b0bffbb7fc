import { expect, test } from "vitest";
import { createPrefs } from "#web/prefs";
import { memoryVault } from "#web/vault";

const page = (lang = "", theme?: string, cookie = "") => ({ documentElement: { lang, dataset: { theme } }, cookie });

test("the page speaks as the server rendered it", () => {
  const prefs = createPrefs(page("ko", "dark", "xm_prefs=lang%3Den%26theme%3Dlight"), ["en-US"]);
  expect(prefs.getState()).toEqual({ lang: "ko", theme: "dark" });
});

test("without the server's word the cookie counts, then the browser, then English", () => {
  const cookie = "a=b; xm_prefs=lang%3Dko%26theme%3Dlight";
  expect(createPrefs(page("%lang%", "%theme%", cookie), ["en"]).getState()).toEqual({ lang: "ko", theme: "light" });
  expect(createPrefs(page(), ["fr-FR", "ko-KR"]).getState()).toEqual({ lang: "ko", theme: "system" });
  expect(createPrefs(page("", "", "xm_prefs=%"), ["fr"]).getState()).toEqual({ lang: "en", theme: "system" });
});

test("a choice shows at once and is remembered for a year", () => {
  const here = page("en", "system");
  const prefs = createPrefs(here, []);
  prefs.setState({ lang: "ko" });
  prefs.setState({ theme: "dark" });
  expect(here.documentElement).toMatchObject({ lang: "ko", dataset: { theme: "dark" } });
  expect(here.cookie).toBe("xm_prefs=lang%3Dko%26theme%3Ddark; Path=/; Max-Age=31536000; SameSite=Lax");
});

test("a vault lists what it keeps by prefix, in order", async () => {
  const vault = memoryVault();
  await vault.set("b:2", "two");
  await vault.set("b:1", "one");
  await vault.set("a:1", "other");
  await vault.del("a:1");
  expect(await vault.list("b:")).toEqual(["one", "two"]);
  expect(await vault.get("a:1")).toBeUndefined();
});
