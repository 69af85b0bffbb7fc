import { clsx } from "clsx";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { api } from "#web/api";
import { useConnection } from "#web/live";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import s from "./Connection.module.css";

function useSecondsUntil(until: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!until) return;
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= until) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [until]);
  return until ? Math.max(0, Math.ceil((until - now) / 1000)) : 0;
}

/** A dot that says how things stand: live without a word, everything else with one, and when it is tried again. */
export function Connection() {
  const t = useText(text).connection;
  const { state, retryAt } = useConnection();
  const until = useStore(api.limits, (limits) => limits.until);
  const asked = useSecondsUntil(until);
  const missing = state === "waking" || state === "away";
  const toTry = useSecondsUntil(missing ? retryAt : null);
  const busy = asked > 0 && !missing && state !== "offline";
  const seconds = busy ? asked : toTry;
  const hints = { offline: t.offlineHint, waking: t.wakingHint, away: t.awayHint };
  return (
    <span
      className={clsx(s.connection, s[busy ? "busy" : state])}
      title={state in hints ? hints[state as keyof typeof hints] : t.liveHint}
    >
      <span className={s.dot} aria-hidden="true" />
      <span role="status" className={clsx(state === "live" && !busy ? "visually-hidden" : s.label)}>
        {busy ? t.busy : t[state]}
      </span>
      {/* Read out every second it would be a nuisance. */}
      {seconds > 0 && <span aria-hidden="true">· {t.again(seconds)}</span>}
    </span>
  );
}
