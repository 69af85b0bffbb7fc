import { Door } from "#sessions/web";
import { useText } from "#web/prefs";
import { ButtonLink, Notice } from "#web/ui";
import { placeOf } from "../oauth.syntax.ts";
import { text } from "../oauth.text.ts";
import s from "./ConsentPage.module.css";

/** A request that leads to no consent: why, and the ways on, none of which is taken by itself. */
export function Refused({ problem, back = null }: { problem: string; back?: string | null }) {
  const t = useText(text);
  return (
    <Door title={t.wrongTitle}>
      <div className={s.consent}>
        <Notice kind="error">{problem}</Notice>
        <ButtonLink to="/" kind="primary" size="l">
          {t.home}
        </ButtonLink>
        {back && (
          <a className={s.site} href={back}>
            {t.back(placeOf(back))}
          </a>
        )}
      </div>
    </Door>
  );
}
