import { useCallback, useEffect, useState } from "react";
import type { CredentialAccount } from "#accounts";
import { accountLimits } from "#accounts/web";
import { api } from "#web/api";
import { useLang, useText } from "#web/prefs";
import {
  Area,
  Button,
  Check,
  Failed,
  Field,
  Header,
  Notice,
  Select,
  Spinner,
  toast,
  useSayError,
  useTitle,
} from "#web/ui";
import { profileText } from "../sessions.profile.text.ts";
import { text } from "../sessions.text.ts";
import s from "./EditProfilePage.module.css";
import { languageOptions, lineNames, profileBody, profileErrors } from "./profile.ts";
import { takeAccount } from "./session.store.ts";
import { useForm } from "./useForm.ts";

/** Where a member tells who they are, who may follow them, and what new posts start with. */
export function EditProfilePage() {
  const { profile } = useText(profileText);
  const say = useSayError();
  const [account, setAccount] = useState<CredentialAccount | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useTitle(profile);
  const load = useCallback(() => {
    setProblem(null);
    api.get<CredentialAccount>("/api/v1/accounts/verify_credentials").then(({ data }) => setAccount(data), setProblem);
  }, []);
  useEffect(load, [load]);
  return (
    <>
      <Header title={profile} back />
      {account ? (
        <ProfileForm account={account} />
      ) : problem !== null ? (
        <Failed message={say(problem)} onRetry={load} />
      ) : (
        <Spinner />
      )}
    </>
  );
}

function ProfileForm({ account }: { account: CredentialAccount }) {
  const t = { ...useText(text), ...useText(profileText) };
  const lang = useLang();
  const { source } = account;
  const { form, errors, problem, busy, onSubmit } = useForm(
    (values) => profileErrors(values, t),
    async (values) => {
      const changed = await api.send<CredentialAccount>(
        "PATCH",
        "/api/v1/accounts/update_credentials",
        profileBody(values),
      );
      takeAccount(changed);
      toast(t.saved);
    },
  );
  const visibilities = (["public", "unlisted", "private"] as const).map((value) => ({
    value,
    label: t.visibilities[value],
  }));
  return (
    <form ref={form} className={s.form} onSubmit={onSubmit} noValidate>
      {problem && <Notice kind="error">{problem}</Notice>}
      <section className={s.part} aria-labelledby="profile-about">
        <h2 id="profile-about">{t.about}</h2>
        <Field
          name="display_name"
          label={t.displayName}
          hint={t.displayNameHint(accountLimits.displayName)}
          error={errors["display_name"]}
          defaultValue={account.display_name}
          autoComplete="nickname"
        />
        <Area
          name="note"
          label={t.note}
          hint={t.noteHint(accountLimits.note)}
          error={errors["note"]}
          defaultValue={source.note}
        />
        <fieldset className={s.lines} aria-describedby="profile-lines">
          <legend>{t.fields}</legend>
          <p id="profile-lines">{t.fieldsHint}</p>
          {lineNames.map(({ name, value }, index) => (
            <div key={name} className={s.line}>
              <Field
                name={name}
                label={t.fieldName(index + 1)}
                error={errors[name]}
                defaultValue={source.fields[index]?.name}
              />
              <Field
                name={value}
                label={t.fieldValue(index + 1)}
                error={errors[value]}
                defaultValue={source.fields[index]?.value}
              />
            </div>
          ))}
        </fieldset>
      </section>
      <section className={s.part} aria-labelledby="profile-others">
        <h2 id="profile-others">{t.others}</h2>
        <Check name="locked" label={t.locked} hint={t.lockedHint} defaultChecked={account.locked} />
        <Check
          name="discoverable"
          label={t.discoverable}
          hint={t.discoverableHint}
          defaultChecked={account.discoverable}
        />
        <Check name="bot" label={t.bot} hint={t.botHint} defaultChecked={account.bot} />
      </section>
      <section className={s.part} aria-labelledby="profile-defaults">
        <h2 id="profile-defaults">{t.defaults}</h2>
        <Select name="privacy" label={t.visibility} options={visibilities} defaultValue={source.privacy} />
        <Select
          name="language"
          label={t.language}
          options={[{ value: "", label: t.languageAuto }, ...languageOptions(lang, source.language)]}
          defaultValue={source.language ?? ""}
        />
        <Check name="sensitive" label={t.sensitive} hint={t.sensitiveHint} defaultChecked={source.sensitive} />
      </section>
      <div className={s.save}>
        <Button type="submit" kind="primary" size="l" busy={busy}>
          {t.save}
        </Button>
      </div>
    </form>
  );
}
