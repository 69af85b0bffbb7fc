import { useEffect, useState } from "react";
import { useText } from "#web/prefs";
import { Button, Notice } from "#web/ui";
import { passkeyLimits } from "../passkeys.limits.ts";
import { text } from "../passkeys.text.ts";
import { CeremonyError, obstacle, offersInField, stopWaiting } from "./ceremony.ts";
import s from "./Passkeys.module.css";
import { logInByPasskey } from "./passkeys.store.ts";
import { useTrouble } from "./useTrouble.ts";

/** The other way in: a button, and the browser's own offer where the username is typed. */
export function PasskeyLogIn() {
  const t = useText(text);
  const say = useTrouble();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  // Counts the times the button's own question ended, after which the field may offer passkeys again.
  const [round, setRound] = useState(0);

  const possible = obstacle(location.hostname) === null;
  useEffect(() => {
    if (!possible) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const offer = async (): Promise<void> => {
      if (over || !(await offersInField()) || over) return;
      // An offer that stands for long is made anew before it is too old to be taken.
      timer = setTimeout(() => void offer(), passkeyLimits.offerMs * 0.8);
      await logInByPasskey(true).catch((error: unknown) => {
        // Nobody asked for it: without an answer of the server the button is there to say what is wrong.
        if (!over && !(error instanceof CeremonyError)) setProblem(error);
      });
    };
    void offer();
    return () => {
      over = true;
      clearTimeout(timer);
      void stopWaiting();
    };
  }, [round, possible]);

  const logIn = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await logInByPasskey(false);
    } catch (error) {
      setProblem(error);
      setRound((n) => n + 1);
    } finally {
      setBusy(false);
    }
  };
  if (!possible) return null;
  return (
    <div className={s.door}>
      <p className={s.or}>{t.or}</p>
      <Button size="l" wide busy={busy} onClick={() => void logIn()}>
        {t.logIn}
      </Button>
      {problem !== null && <Notice kind="error">{say(problem)}</Notice>}
    </div>
  );
}
