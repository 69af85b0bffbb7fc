import { useText } from "#web/prefs";
import { ButtonLink } from "#web/ui";
import { text } from "../relations.text.ts";
import s from "./PeopleLinks.module.css";

/** The ways from the settings to whom one has blocked, muted, and not yet answered. */
export function PeopleLinks() {
  const t = useText(text);
  return (
    <section className={s.section} aria-labelledby="set-people">
      <h2 id="set-people">{t.privacy}</h2>
      <div className={s.links}>
        <ButtonLink to="/follow-requests">{t.requests}</ButtonLink>
        <ButtonLink to="/settings/mutes">{t.mutes}</ButtonLink>
        <ButtonLink to="/settings/blocks">{t.blocks}</ButtonLink>
      </div>
    </section>
  );
}
