import { useText } from "#web/prefs";
import { text } from "../sessions.text.ts";
import s from "./Strength.module.css";

/** How hard a password is to guess, as three strokes and a word. */
export function Strength({ level }: { level: 0 | 1 | 2 | 3 }) {
  const t = useText(text);
  return (
    <span className={s.strength} data-weak={level < 2} role="status">
      {[1, 2, 3].map((step) => (
        <i key={step} data-on={step <= level} aria-hidden="true" />
      ))}
      <span>{t.strength[level]}</span>
    </span>
  );
}
