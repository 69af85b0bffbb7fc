import { useState } from "react";
import { useNavigate } from "react-router";
import { useText } from "#web/prefs";
import { Button, Header, Notice, PasswordField, toast, useTitle } from "#web/ui";
import { keepingText } from "../sessions.keeping.text.ts";
import { signUpLimits } from "../sessions.limits.ts";
import { text } from "../sessions.text.ts";
import s from "./PasswordPage.module.css";
import { changePassword, useSession } from "./session.store.ts";
import { Strength } from "./Strength.tsx";
import { strength } from "./strength.ts";
import { useForm } from "./useForm.ts";

/** Changes the password, which ends the member's sessions everywhere else. */
export function PasswordPage() {
  const t = { ...useText(text), ...useText(keepingText) };
  const navigate = useNavigate();
  const { me } = useSession();
  const [typed, setTyped] = useState("");
  useTitle(t.password);

  const check = (values: Record<string, string>) => {
    const { current = "", new: fresh = "" } = values;
    const length = [...fresh].length;
    const wrong: [string, string | false][] = [
      ["current", !current && t.needed],
      [
        "new",
        (!fresh && t.needed) ||
          (length < signUpLimits.passwordMin && t.passwordHint(signUpLimits.passwordMin)) ||
          (length > signUpLimits.passwordMax && t.tooLong(signUpLimits.passwordMax)) ||
          (fresh === current && t.same),
      ],
    ];
    return Object.fromEntries(wrong.filter((each): each is [string, string] => each[1] !== false));
  };
  const { form, errors, problem, busy, onSubmit } = useForm(check, async ({ current = "", new: fresh = "" }) => {
    await changePassword({ current, new: fresh });
    toast(t.changed);
    await navigate("/settings");
  });

  return (
    <>
      <Header title={t.password} back />
      <form ref={form} className={s.form} onSubmit={onSubmit} noValidate>
        {problem && <Notice kind="error">{problem}</Notice>}
        <p className={s.hint}>{t.changeHint}</p>
        <input name="username" autoComplete="username" value={me?.username ?? ""} readOnly hidden />
        <PasswordField
          name="current"
          label={t.current}
          error={errors["current"]}
          autoComplete="current-password"
          show={t.show}
          hide={t.hide}
          required
        />
        <PasswordField
          name="new"
          label={t.new}
          hint={
            typed ? (
              <Strength level={strength(typed, [me?.username ?? ""])} />
            ) : (
              t.passwordHint(signUpLimits.passwordMin)
            )
          }
          error={errors["new"]}
          autoComplete="new-password"
          show={t.show}
          hide={t.hide}
          required
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" kind="primary" size="l" busy={busy}>
          {t.change}
        </Button>
      </form>
    </>
  );
}
