import { useText } from "#web/prefs";
import { ButtonLink, LanguageSwitch, Mark, useInstance, useTitle } from "#web/ui";
import { text } from "../sessions.text.ts";
import { Ended } from "./Ended.tsx";
import s from "./LandingPage.module.css";

/** What a visitor sees first: the name of the place, what it is, and the two ways in. */
export function LandingPage() {
  const t = useText(text);
  const instance = useInstance();
  useTitle();
  return (
    <main className={s.landing} id="content">
      <div className={s.words}>
        <Mark size={56} />
        <h1 className={s.name}>{instance?.title ?? "X-Messenger"}</h1>
        <div className={s.pitch}>
          {instance?.description && <p>{instance.description}</p>}
          <p>{t.pitch}</p>
        </div>
        <Ended />
        <div className={s.ways}>
          {instance?.registrations?.enabled !== false && (
            <ButtonLink to="/signup" kind="primary" size="l">
              {t.signUp}
            </ButtonLink>
          )}
          <ButtonLink to="/login" size="l">
            {t.logIn}
          </ButtonLink>
        </div>
        <LanguageSwitch hideLegend />
      </div>
      <div className={s.art} aria-hidden="true">
        <Mark size={520} />
      </div>
    </main>
  );
}
