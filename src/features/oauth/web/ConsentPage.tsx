import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { AccountName, Avatar } from "#accounts/web";
import { Door, useSession } from "#sessions/web";
import { useText } from "#web/prefs";
import { Button, Notice, Spinner, useSayError, useTitle } from "#web/ui";
import type { Consent, Decision } from "../oauth.contract.ts";
import { outOfBand, placeOf } from "../oauth.syntax.ts";
import { text } from "../oauth.text.ts";
import { Code } from "./Code.tsx";
import { askConsent, decide } from "./consent.ts";
import s from "./ConsentPage.module.css";
import { Refused } from "./Refused.tsx";
import { Scopes } from "./Scopes.tsx";

type State = { asked?: Consent | Decision; problem?: unknown; decision?: Decision };

/** What an app asks a member for, and the answer; then the way back to the app. */
export function ConsentPage() {
  const t = useText(text);
  const say = useSayError();
  const [search] = useSearchParams();
  const [{ asked, problem, decision }, setState] = useState<State>({});
  const [busy, setBusy] = useState(false);
  const { me } = useSession();
  useTitle(t.title);

  useEffect(() => {
    let here = true;
    const show = (state: State) => here && setState(state);
    askConsent(search).then(
      (asked) => show({ asked }),
      (problem: unknown) => show({ problem }),
    );
    return () => void (here = false);
  }, [search]);

  const answer = async (allow: boolean) => {
    setBusy(true);
    try {
      const made = await decide(search, allow);
      setState({ asked, decision: made });
      if (made.redirect_uri) window.location.assign(made.redirect_uri);
    } catch (error) {
      setState({ asked, problem: error });
      setBusy(false);
    }
  };

  if (decision && decision.redirect_uri === null) return <Code code={decision.code} />;
  if (!asked) return problem ? <Refused problem={say(problem)} /> : <Spinner />;
  // Anybody can register an app: nobody is sent anywhere before they have decided to go.
  if (asked.kind === "go") return <Refused problem={t.faulty} back={asked.redirect_uri} />;
  const place = placeOf(asked.redirect_uri);
  return (
    <Door title={t.asks(asked.name)}>
      <div className={s.consent}>
        {problem !== undefined && <Notice kind="error">{say(problem)}</Notice>}
        {me && (
          <section className={s.me} aria-label={t.as}>
            <Avatar account={me.account} size={44} />
            <AccountName account={me.account} stacked />
          </section>
        )}
        <section aria-labelledby="scopes">
          <h2 id="scopes">{t.itMay}</h2>
          <Scopes scopes={asked.scopes} />
        </section>
        <p className={s.hint}>
          {asked.redirect_uri === outOfBand ? t.byHand : place === null ? t.stays : t.leads(place)}
        </p>
        {asked.website && (
          <a className={s.site} href={asked.website} target="_blank" rel="noopener noreferrer">
            {t.website}: {new URL(asked.website).host}
          </a>
        )}
        <div className={s.ways}>
          <Button kind="primary" size="l" busy={busy} onClick={() => void answer(true)}>
            {t.allow}
          </Button>
          <Button size="l" busy={busy} onClick={() => void answer(false)}>
            {t.deny}
          </Button>
        </div>
        {decision?.redirect_uri && (
          <a className={s.site} href={decision.redirect_uri}>
            {t.away}
          </a>
        )}
      </div>
    </Door>
  );
}
