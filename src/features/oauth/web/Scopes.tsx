import { useText } from "#web/prefs";
import { Icon } from "#web/ui";
import { text } from "../oauth.text.ts";
import s from "./Scopes.module.css";

/** What an app may do, a line each, in plain words. */
export function Scopes({ scopes }: { scopes: string[] }) {
  const t = useText(text);
  return (
    <ul className={s.scopes}>
      {scopes.map((scope) => (
        <li key={scope}>
          <Icon name="check" size={18} />
          {t.scopes[scope] ?? scope}
        </li>
      ))}
    </ul>
  );
}
