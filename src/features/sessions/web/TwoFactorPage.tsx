import { useEffect, useState } from "react";
import { api } from "#web/api";
import { useText } from "#web/prefs";
import { Button, Failed, Header, Spinner, toast, useSayError, useTitle } from "#web/ui";
import type { RecoveryCodes, TwoFactor, TwoFactorSetup } from "../sessions.totp.contract.ts";
import { text } from "../sessions.totp.text.ts";
import s from "./SettingsPage.module.css";
import { ConfirmForm } from "./ConfirmForm.tsx";
import f from "./TwoFactorPage.module.css";

/** Two-step log-in in the settings: set up, recovery codes, off. */
export function TwoFactorPage() {
  const t = useText(text);
  const say = useSayError();
  const [state, setState] = useState<TwoFactor | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [setup, setSetup] = useState<TwoFactorSetup | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  useTitle(t.title);

  const load = () => {
    setProblem(null);
    setSetup(null);
    setCodes(null);
    api.get<TwoFactor>("/auth/two-factor").then(({ data }) => setState(data), setProblem);
  };
  useEffect(load, []);
  const keep = ({ recovery_codes }: RecoveryCodes) => {
    setSetup(null);
    setCodes(recovery_codes);
  };
  return (
    <>
      <Header title={t.title} back />
      <section className={s.section}>
        {problem ? (
          <Failed message={say(problem)} onRetry={load} />
        ) : codes ? (
          <Codes codes={codes} onDone={load} />
        ) : setup ? (
          <SetUp setup={setup} onDone={keep} />
        ) : state?.enabled ? (
          <>
            <div className={s.about}>
              <strong>{t.on}</strong>
              <p>{t.left(state.recovery_codes_left)}</p>
            </div>
            <ConfirmForm
              asks={["password", "code"]}
              label={t.codeOrRecovery}
              ways={[
                {
                  name: t.renew,
                  send: async (values) =>
                    keep(await api.send<RecoveryCodes>("POST", "/auth/two-factor/recovery-codes", values)),
                },
                {
                  name: t.turnOff,
                  danger: true,
                  send: async (values) => {
                    await api.send("POST", "/auth/two-factor/disable", values);
                    toast(t.isOff);
                    load();
                  },
                },
              ]}
            />
          </>
        ) : state ? (
          <>
            <div className={s.about}>
              <strong>{t.off}</strong>
              <p>{t.why}</p>
            </div>
            <ConfirmForm
              asks={["password"]}
              ways={[
                {
                  name: t.start,
                  send: async (values) => setSetup(await api.send<TwoFactorSetup>("POST", "/auth/two-factor", values)),
                },
              ]}
            />
          </>
        ) : (
          <Spinner />
        )}
      </section>
    </>
  );
}

function SetUp({ setup, onDone }: { setup: TwoFactorSetup; onDone: (codes: RecoveryCodes) => void }) {
  const t = useText(text);
  return (
    <>
      <p>{t.scan}</p>
      <img className={f.qr} src={`data:image/svg+xml,${encodeURIComponent(setup.qr)}`} alt={t.picture} />
      <div className={s.about}>
        <p>{t.orType}</p>
        <code className={f.key}>{setup.secret.replace(/.{4}(?=.)/g, "$& ")}</code>
      </div>
      <ConfirmForm
        asks={["code"]}
        label={t.code}
        hint={t.codeHint}
        ways={[
          {
            name: t.turnOn,
            send: async (values) => onDone(await api.send<RecoveryCodes>("POST", "/auth/two-factor/confirm", values)),
          },
        ]}
      />
    </>
  );
}

function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useText(text);
  const copy = () => void navigator.clipboard.writeText(codes.join("\n")).then(() => toast(t.copied));
  return (
    <>
      <div className={s.about}>
        <strong>{t.codesTitle}</strong>
        <p>{t.codesText}</p>
      </div>
      <ul className={f.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={f.ways}>
        <Button kind="primary" onClick={onDone}>
          {t.done}
        </Button>
        <Button onClick={copy}>{t.copy}</Button>
      </div>
    </>
  );
}
