import { useState } from "react";
import { useOwnList } from "#web/ownList";
import { useText } from "#web/prefs";
import { Button, Failed, Header, Spinner, Time, toast, useSayError, useTitle } from "#web/ui";
import type { SignedIn } from "../sessions.contract.ts";
import { keepingText } from "../sessions.keeping.text.ts";
import s from "./SessionsPage.module.css";
import { signedIn } from "./signedIn.store.ts";

/** Where the member is signed in, and how to end that from here. */
export function SessionsPage() {
  const t = useText(keepingText);
  const say = useSayError();
  const { list, problem } = useOwnList(signedIn);
  const [busy, setBusy] = useState<string | null>(null);
  useTitle(t.sessions);

  const run = async (what: string, work: () => Promise<void>, done: string) => {
    setBusy(what);
    try {
      await work();
      toast(done);
    } catch (error) {
      toast(say(error));
    } finally {
      setBusy(null);
    }
  };
  const here = list?.filter(({ current }) => current) ?? [];
  const others = list?.filter(({ current }) => !current) ?? [];
  return (
    <>
      <Header title={t.sessions} back />
      {!list && (problem ? <Failed message={say(problem)} onRetry={() => void signedIn.load()} /> : <Spinner />)}
      {list && (
        <>
          <p className={s.hint}>{others.length > 0 ? t.sessionsHint : t.onlyHere}</p>
          <ul className={s.list}>
            {[...here, ...others].map((session) => (
              <Row
                key={session.id}
                session={session}
                busy={busy === session.id}
                onEnd={(device) => void run(session.id, () => signedIn.end(session.id), t.ended(device))}
              />
            ))}
          </ul>
          {others.length > 0 && (
            <div className={s.all}>
              <Button
                kind="danger"
                busy={busy === "others"}
                onClick={() => void run("others", signedIn.endOthers, t.othersEnded)}
              >
                {t.endOthers}
              </Button>
            </div>
          )}
        </>
      )}
    </>
  );
}

type RowProps = { session: SignedIn; busy: boolean; onEnd: (device: string) => void };

function Row({ session, busy, onEnd }: RowProps) {
  const t = useText(keepingText);
  const { browser, system, network, created_at, used_at, current } = session;
  const device = browser && system ? t.device(browser, system) : (browser ?? system ?? t.unknownDevice);
  return (
    <li className={s.row}>
      <div>
        <strong>{device}</strong>
        {current && <span className={s.here}>{t.here}</span>}
        <p>
          {t.used} <Time iso={used_at} /> · {t.since} <Time iso={created_at} />
        </p>
        <p>{t.network(network)}</p>
      </div>
      {!current && (
        <Button busy={busy} aria-label={t.endNamed(device)} onClick={() => onEnd(device)}>
          {t.end}
        </Button>
      )}
    </li>
  );
}
