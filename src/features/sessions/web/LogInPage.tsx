import { type ReactNode, useState } from "react";
import { useLocation } from "react-router";
import { ApiError } from "#web/api";
import { useText } from "#web/prefs";
import { Button, Field, Link, Notice, PasswordField, useNext, useTitle } from "#web/ui";
import { text } from "../sessions.text.ts";
import { logInErrors } from "./check.ts";
import { text as recoveryText } from "../sessions.recovery.text.ts";
import { CodeStep } from "./CodeStep.tsx";
import { Door } from "./Door.tsx";
import s from "./Door.module.css";
import { Ended } from "./Ended.tsx";
import { logIn, useSession } from "./session.store.ts";
import { useForm } from "./useForm.ts";

/** Log-in. Says why the reader is here when a session ended or a page needs one; `children` are other ways in. */
export function LogInPage({ children }: { children?: ReactNode }) {
  const t = useText(text);
  const recovery = useText(recoveryText);
  const next = useNext();
  const { search } = useLocation();
  const { ended } = useSession();
  const [step, setStep] = useState<"password" | "code">("password");
  const [again, setAgain] = useState<string>();
  useTitle(t.logIn);
  const { form, errors, problem, busy, onSubmit } = useForm(
    (values) => logInErrors(values, t),
    async ({ username = "", password = "" }) => {
      setAgain(undefined);
      try {
        await logIn({ username: username.trim(), password });
      } catch (error) {
        if (!(error instanceof ApiError && error.code === "second-step")) throw error;
        setStep("code");
      }
    },
  );
  if (step === "code")
    return (
      <CodeStep
        onAgain={(why) => {
          setAgain(why);
          setStep("password");
        }}
      />
    );
  return (
    <Door title={t.welcomeBack}>
      <form ref={form} className={s.form} onSubmit={onSubmit} noValidate>
        {(problem ?? again) ? (
          <Notice kind="error">{problem ?? again}</Notice>
        ) : ended ? (
          <Ended />
        ) : (
          next !== "/" && <Notice>{t.goOn}</Notice>
        )}
        <Field
          name="username"
          label={t.username}
          error={errors["username"]}
          autoComplete="username webauthn"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          required
        />
        <PasswordField
          name="password"
          label={t.password}
          error={errors["password"]}
          autoComplete="current-password"
          show={t.show}
          hide={t.hide}
          required
        />
        <Button type="submit" kind="primary" size="l" busy={busy}>
          {t.logIn}
        </Button>
      </form>
      {children}
      <p className={s.other}>
        <Link to="/forgot">{recovery.forgotLink}</Link>
      </p>
      <p className={s.other}>
        {t.noAccount} <Link to={`/signup${search}`}>{t.signUp}</Link>
      </p>
    </Door>
  );
}
