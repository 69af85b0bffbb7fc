import { useText } from "#web/prefs";
import { Link } from "#web/ui";
import { keepingText } from "../sessions.keeping.text.ts";
import { profileText } from "../sessions.profile.text.ts";
import { text } from "../sessions.text.ts";
import s from "./KeepingLinks.module.css";

/** The ways to the pages on which members say who they are and keep their account safe. */
export function KeepingLinks() {
  const t = useText(keepingText);
  const { passkeys, apps } = useText(text);
  const { profile } = useText(profileText);
  return (
    <ul className={s.links}>
      <li>
        <Link to="/settings/profile">{profile}</Link>
      </li>
      <li>
        <Link to="/settings/sessions">{t.sessions}</Link>
      </li>
      <li>
        <Link to="/settings/password">{t.password}</Link>
      </li>
      <li>
        <Link to="/settings/passkeys">{passkeys}</Link>
      </li>
      <li>
        <Link to="/settings/apps">{apps}</Link>
      </li>
    </ul>
  );
}
