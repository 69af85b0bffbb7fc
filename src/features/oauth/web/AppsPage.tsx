import { useCallback, useEffect, useState } from "react";
import { useText } from "#web/prefs";
import { api } from "#web/api";
import { Button, Empty, Failed, Header, Spinner, Time, toast, useSayError, useTitle } from "#web/ui";
import type { AuthorizedApp } from "../oauth.contract.ts";
import { text } from "../oauth.text.ts";
import s from "./AppsPage.module.css";
import { Scopes } from "./Scopes.tsx";

/** The apps that a member has let in, each with the button that shuts it out. */
export function AppsPage() {
  const t = useText(text);
  const say = useSayError();
  const [apps, setApps] = useState<AuthorizedApp[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  useTitle(t.apps);

  const load = useCallback(() => {
    setProblem(null);
    api.get<AuthorizedApp[]>("/auth/apps").then(({ data }) => setApps(data), setProblem);
  }, []);
  useEffect(load, [load]);

  const shutOut = async ({ id, name }: AuthorizedApp) => {
    setLeaving(id);
    try {
      await api.send("DELETE", `/auth/apps/${id}`);
      setApps((now) => now?.filter((app) => app.id !== id) ?? null);
      toast(t.gone(name));
    } catch (error) {
      toast(say(error));
    } finally {
      setLeaving(null);
    }
  };

  return (
    <>
      <Header title={t.apps} back />
      {problem !== null ? (
        <Failed message={say(problem)} onRetry={load} />
      ) : apps === null ? (
        <Spinner />
      ) : apps.length === 0 ? (
        <Empty title={t.none}>{t.noneHint}</Empty>
      ) : (
        <>
          <p className={s.hint}>{t.appsHint}</p>
          <ul className={s.apps}>
            {apps.map((app) => (
              <li key={app.id} className={s.app}>
                <div className={s.head}>
                  <h2>{app.name}</h2>
                  <Button
                    kind="danger"
                    busy={leaving === app.id}
                    aria-label={t.shutOutOf(app.name)}
                    onClick={() => void shutOut(app)}
                  >
                    {t.shutOut}
                  </Button>
                </div>
                <dl className={s.facts}>
                  <div>
                    <dt>{t.since}</dt>
                    <dd>
                      <Time iso={app.created_at} />
                    </dd>
                  </div>
                  <div>
                    <dt>{t.used}</dt>
                    <dd>{app.last_used_at ? <Time iso={app.last_used_at} /> : t.never}</dd>
                  </div>
                </dl>
                <Scopes scopes={app.scopes} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
