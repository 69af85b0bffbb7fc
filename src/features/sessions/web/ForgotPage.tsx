import { useState } from "react";
import { api } from "#web/api";
import { useText } from "#web/prefs";
import { Button, Field, Link, Notice, useTitle } from "#web/ui";
import { text as doorText } from "../sessions.text.ts";
import { text } from "../sessions.recovery.text.ts";
import { Door } from "./Door.tsx";
import s from "./Door.module.css";
import { useForm } from "./useForm.ts";

/** Asks for a link to choose a new password with. What it says afterwards is the same for every address. */
export function ForgotPage() {
  const t = useText(text);
  const words = useText(doorText);
  const [sentTo, setSentTo] = useState<string | null>(null);
  useTitle(t.forgotTitle);
  const { form, errors, problem, busy, onSubmit } = useForm(
    ({ email = "" }): Record<string, string> =>
      email.trim() === "" ? { email: words.needed } : /^\S+@\S+$/.test(email.trim()) ? {} : { email: words.emailWrong },
    async ({ email = "" }) => {
      await api.send("POST", "/auth/reset", { email: email.trim() });
      setSentTo(email.trim());
    },
  );
  return (
    <Door title={sentTo ? t.sent : t.forgotTitle}>
      {sentTo ? (
        <Notice>{t.sentText(sentTo)}</Notice>
      ) : (
        <form ref={form} className={s.form} onSubmit={onSubmit} noValidate>
          {problem && <Notice kind="error">{problem}</Notice>}
          <Field
            name="email"
            type="email"
            label={words.email}
            hint={t.forgotHint}
            error={errors["email"]}
            autoComplete="email"
            required
          />
          <Button type="submit" kind="primary" size="l" busy={busy}>
            {t.sendLink}
          </Button>
        </form>
      )}
      <p className={s.other}>
        <Link to="/login">{t.backToLogIn}</Link>
      </p>
    </Door>
  );
}
