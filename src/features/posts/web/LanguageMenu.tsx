import { useLang, useText } from "#web/prefs";
import { Menu } from "#web/ui";
import { text } from "../posts.text.ts";
import { languageName, languages } from "./language.ts";
import s from "./VisibilityMenu.module.css";

type LanguageMenuProps = { value: string | null; guess: string; onChange: (value: string | null) => void };

/** Chooses the language a post is in; null leaves it to what the text looks like. */
export function LanguageMenu({ value, guess, onChange }: LanguageMenuProps) {
  const t = useText(text);
  const lang = useLang();
  const now = value ?? guess;
  const all = value === null || languages.some((each) => each === value) ? languages : [value, ...languages];
  return (
    <Menu
      label={`${t.language}: ${languageName(now, lang)}, ${now.toUpperCase()}`}
      className={s.small}
      trigger={<span aria-hidden="true">{now.toUpperCase()}</span>}
      items={[
        {
          label: t.automatic(languageName(guess, lang)),
          checked: value === null,
          onSelect: () => onChange(null),
        },
        ...all.map((each) => ({
          label: languageName(each, lang),
          checked: each === value,
          onSelect: () => onChange(each),
        })),
      ]}
    />
  );
}
