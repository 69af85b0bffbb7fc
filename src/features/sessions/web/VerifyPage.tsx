import { useEffect, useState } from "react";
import { ButtonLink, Notice, useSayError, useTitle } from "#web/ui";
import { api } from "#web/api";
import { useText } from "#web/prefs";
import { text } from "../sessions.recovery.text.ts";
import { Door } from "./Door.tsx";
import s from "./Door.module.css";
import { useToken } from "./link.ts";

// A link works once, and a page may be drawn twice: who asks again for the same token gets the first answer.
let asked: { token: string; answer: Promise<void> } | undefined;

function verify(token: string): Promise<void> {
  if (asked?.token !== token) asked = { token, answer: api.send("POST", "/auth/email/verify", { token }) };
  return asked.answer;
}

/** Where the link of a letter leads that proves an address. */
export function VerifyPage() {
  const t = useText(text);
  const say = useSayError();
  const token = useToken();
  const [state, setState] = useState<"asking" | "done" | { error: unknown }>("asking");
  useTitle(t.verifyTitle);
  useEffect(() => {
    if (token === "") return;
    verify(token).then(
      () => setState("done"),
      (error: unknown) => setState({ error }),
    );
  }, [token]);
  return (
    <Door title={t.verifyTitle}>
      <div className={s.form}>
        {token === "" ? (
          <Notice kind="error">{t.linkMissing}</Notice>
        ) : typeof state === "object" ? (
          <Notice kind="error">{say(state.error)}</Notice>
        ) : (
          <Notice>{state === "done" ? t.verified : t.verifying}</Notice>
        )}
        <ButtonLink to="/" kind={state === "done" ? "primary" : "quiet"} size="l">
          {t.goOn}
        </ButtonLink>
      </div>
    </Door>
  );
}
