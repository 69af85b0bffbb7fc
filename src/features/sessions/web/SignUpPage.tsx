import { useState } from "react";
import { useLocation } from "react-router";
import { accountLimits } from "#accounts/web";
import { useText } from "#web/prefs";
import { Button, Empty, Field, Link, Notice, PasswordField, useInstance, useTitle } from "#web/ui";
import { signUpLimits } from "../sessions.limits.ts";
import { text } from "../sessions.text.ts";
import { signUpErrors } from "./check.ts";
import { Door } from "./Door.tsx";
import s from "./Door.module.css";
import { signUp } from "./session.store.ts";
import { Strength } from "./Strength.tsx";
import { strength } from "./strength.ts";
import { useForm } from "./useForm.ts";

/** Sign-up. The rules are said first; what is wrong is said at its field, in the reader's language. */
export function SignUpPage() {
  const t = useText(text);
  const instance = useInstance();
  const { search } = useLocation();
  const [password, setPassword] = useState("");
  const [names, setNames] = useState<Record<string, string>>({});
  const name = instance?.title ?? "X-Messenger";
  useTitle(t.signUp);

  const { form, errors, problem, busy, onSubmit } = useForm(
    (values) => signUpErrors(values, t),
    (values) =>
      signUp({
        username: (values["username"] ?? "").trim(),
        password: values["password"] ?? "",
        email: (values["email"] ?? "").trim(),
        display_name: values["display_name"]?.trim() || undefined,
        url: values["url"]?.trim() || undefined,
      }),
  );
  const note = (field: string) => (event: React.ChangeEvent<HTMLInputElement>) =>
    setNames({ ...names, [field]: event.target.value });

  if (instance?.registrations?.enabled === false)
    return (
      <Door title={t.join(name)}>
        <Empty title={t.closed} />
      </Door>
    );
  return (
    <Door title={t.join(name)}>
      <form ref={form} className={s.form} onSubmit={onSubmit} noValidate>
        {problem && <Notice kind="error">{problem}</Notice>}
        <Field
          name="username"
          label={t.username}
          hint={t.usernameHint(accountLimits.username)}
          error={errors["username"]}
          prefix="@"
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          required
          onChange={note("username")}
        />
        <PasswordField
          name="password"
          label={t.password}
          hint={
            password ? (
              <Strength level={strength(password, Object.values(names))} />
            ) : (
              t.passwordHint(signUpLimits.passwordMin)
            )
          }
          error={errors["password"]}
          autoComplete="new-password"
          show={t.show}
          hide={t.hide}
          required
          onChange={(event) => setPassword(event.target.value)}
        />
        <Field
          name="email"
          type="email"
          label={t.email}
          hint={t.emailHint}
          error={errors["email"]}
          autoComplete="email"
          required
          maxLength={signUpLimits.email}
          onChange={note("email")}
        />
        <Field
          name="display_name"
          label={t.displayName}
          optional={t.optional}
          hint={t.displayNameHint}
          error={errors["display_name"]}
          autoComplete="name"
          onChange={note("display_name")}
        />
        <Field
          name="url"
          type="url"
          label={t.picture}
          optional={t.optional}
          hint={t.pictureHint}
          error={errors["url"]}
          inputMode="url"
          autoComplete="photo"
          placeholder="https://"
          maxLength={accountLimits.url}
        />
        <Button type="submit" kind="primary" size="l" busy={busy}>
          {t.signUp}
        </Button>
      </form>
      <p className={s.other}>
        {t.haveAccount} <Link to={`/login${search}`}>{t.logIn}</Link>
      </p>
    </Door>
  );
}
