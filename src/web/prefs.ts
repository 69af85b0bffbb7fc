import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { isLang, type Lang } from "#core/lang";

const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

type Root = { lang: string; dataset: { theme?: string | undefined } };
type Page = { documentElement: Root; cookie: string };

/** What the reader chose: from the page as the server sent it, else the cookie, else the browser's languages. */
export function createPrefs(page: Page, languages: readonly string[]) {
  const root = page.documentElement;
  const kept = readCookie(page.cookie);
  const spoken = languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLang);
  const store = createStore<{ lang: Lang; theme: Theme }>(() => ({
    lang: [root.lang, kept.get("lang")].find(isLang) ?? spoken ?? "en",
    theme: [root.dataset.theme, kept.get("theme")].find(isTheme) ?? "system",
  }));
  function show() {
    const { lang, theme } = store.getState();
    root.lang = lang;
    root.dataset.theme = theme;
  }
  show();
  store.subscribe(({ lang, theme }) => {
    show();
    const value = encodeURIComponent(new URLSearchParams({ lang, theme }).toString());
    page.cookie = `xm_prefs=${value}; Path=/; Max-Age=31536000; SameSite=Lax`;
  });
  return store;
}

/** The reader's language and theme. */
export const prefs =
  typeof document === "undefined"
    ? createPrefs({ documentElement: { lang: "", dataset: {} }, cookie: "" }, [])
    : createPrefs(document, navigator.languages);

/** The language the page speaks. */
export const useLang = (): Lang => useStore(prefs, (now) => now.lang);

/** Makes the page speak another language at once, and remembers it for a year. */
export const setLang = (lang: Lang): void => prefs.setState({ lang });

/** The colours the reader chose; "system" follows the device. */
export const useTheme = (): Theme => useStore(prefs, (now) => now.theme);

/** Changes the colours at once, and remembers it for a year. */
export const setTheme = (theme: Theme): void => prefs.setState({ theme });

/** The texts in the language the page speaks. */
export const useText = <T>(texts: { en: T; ko: T }): T => texts[useLang()];

function isTheme(value: unknown): value is Theme {
  return themes.includes(value as Theme);
}

function readCookie(cookie: string): URLSearchParams {
  const value = /(?:^|;\s*)xm_prefs=([^;]*)/.exec(cookie)?.[1] ?? "";
  try {
    return new URLSearchParams(decodeURIComponent(value));
  } catch {
    return new URLSearchParams();
  }
}
