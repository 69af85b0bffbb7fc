import { clsx } from "clsx";
import { useId } from "react";
import type { Lang } from "#core/lang";
import { setLang, setTheme, useLang, useTheme, useText } from "#web/prefs";
import { text } from "#web/web.text";
import s from "./Switches.module.css";

type OptionsProps<T extends string> = {
  legend: string;
  hideLegend?: boolean;
  value: T;
  options: readonly { value: T; label: string; lang?: string }[];
  onChange: (value: T) => void;
};

/** A choice of few, all in sight: radio buttons in the shape of a segmented switch. */
function Options<T extends string>({ legend, hideLegend, value, options, onChange }: OptionsProps<T>) {
  const name = useId();
  return (
    <fieldset className={s.set}>
      <legend className={clsx(s.legend, hideLegend && "visually-hidden")}>{legend}</legend>
      <div className={s.options}>
        {options.map((option) => (
          <label key={option.value} className={s.option} lang={option.lang}>
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const languages: readonly { value: Lang; label: string; lang: string }[] = [
  { value: "ko", label: "한국어", lang: "ko" },
  { value: "en", label: "English", lang: "en" },
];

/** Korean or English; takes effect at once. */
export function LanguageSwitch({ hideLegend }: { hideLegend?: boolean }) {
  const t = useText(text);
  return (
    <Options legend={t.language} hideLegend={hideLegend} value={useLang()} options={languages} onChange={setLang} />
  );
}

/** Light, dark, or as the system has it; takes effect at once. */
export function ThemeSwitch() {
  const t = useText(text);
  const themes = (["system", "light", "dark"] as const).map((value) => ({ value, label: t.themes[value] }));
  return <Options legend={t.theme} value={useTheme()} options={themes} onChange={setTheme} />;
}
