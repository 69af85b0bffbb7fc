import { useNavigate } from "react-router";
import { api } from "#web/api";
import { useText } from "#web/prefs";
import { Button, Link, Notice, PasswordField, toast, useTitle } from "#web/ui";
import { signUpLimits } from "../sessions.limits.ts";
import { text as doorText } from "../sessions.text.ts";
import { text } from "../sessions.recovery.text.ts";
import { Door } from "./Door.tsx";
import s from "./Door.module.css";
import { useToken } from "./link.ts";
import { loadSession } from "./session.store.ts";
import { useForm } from "./useForm.ts";

/** Where the link of a forgotten password leads: a new password, and then the log-in. */
export function ResetPage() {
  const t = useText(text);
  const words = useText(doorText);
  const token = useToken();
  const navigate = useNavigate();
  useTitle(t.forgotTitle);
  const { form, errors, problem, busy, onSubmit } = useForm(
    ({ password = "" }): Record<string, string> =>
      [...password].length < signUpLimits.passwordMin ? { password: words.passwordHint(signUpLimits.passwordMin) } : {},
    async ({ password = "" }) => {
      await api.send("POST", "/auth/reset/confirm", { token, password });
      toast(t.saved);
      await loadSession();
      await navigate("/login", { replace: true });
    },
  );
  return (
    <Door title={t.forgotTitle}>
      {token ? (
        <form ref={form} className={s.form} onSubmit={onSubmit} noValidate>
          {problem ? <Notice kind="error">{problem}</Notice> : <Notice>{t.resetNote}</Notice>}
          <PasswordField
            name="password"
            label={t.newPassword}
            hint={words.passwordHint(signUpLimits.passwordMin)}
            error={errors["password"]}
            autoComplete="new-password"
            show={words.show}
            hide={words.hide}
            required
          />
          <Button type="submit" kind="primary" size="l" busy={busy}>
            {t.save}
          </Button>
        </form>
      ) : (
        <Notice kind="error">{t.linkMissing}</Notice>
      )}
      <p className={s.other}>
        <Link to="/forgot">{t.newLink}</Link>
      </p>
    </Door>
  );
}
