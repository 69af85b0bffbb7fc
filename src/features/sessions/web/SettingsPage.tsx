import { type ReactNode, Suspense, useState } from "react";
import { useNavigate } from "react-router";
import { AccountName, Avatar } from "#accounts/web";
import { useText } from "#web/prefs";
import {
  Button,
  ButtonLink,
  Header,
  LanguageSwitch,
  ownVersion,
  ThemeSwitch,
  toast,
  useInstance,
  useSayError,
  useTitle,
} from "#web/ui";
import { text } from "../sessions.text.ts";
import { text as twoFactorText } from "../sessions.totp.text.ts";
import { AddressSection } from "./AddressSection.tsx";
import { KeepingLinks } from "./KeepingLinks.tsx";
import { logOut, useSession } from "./session.store.ts";
import s from "./SettingsPage.module.css";

/** How it looks, who one is, and the way out; between them what other parts of the product have to set. */
export function SettingsPage({ children }: { children?: ReactNode }) {
  const t = useText(text);
  const twoFactor = useText(twoFactorText);
  const say = useSayError();
  const navigate = useNavigate();
  const instance = useInstance();
  const { me } = useSession();
  const [busy, setBusy] = useState(false);
  useTitle(t.settings);

  const leave = async () => {
    setBusy(true);
    try {
      await logOut();
      toast(t.signedOut);
      await navigate("/");
    } catch (error) {
      setBusy(false);
      toast(say(error));
    }
  };
  return (
    <>
      <Header title={t.settings} />
      <section className={s.section} aria-labelledby="set-display">
        <h2 id="set-display">{t.display}</h2>
        <LanguageSwitch />
        <ThemeSwitch />
      </section>
      {me && (
        <section className={s.section} aria-labelledby="set-account">
          <h2 id="set-account">{t.account}</h2>
          <div className={s.me}>
            <Avatar account={me.account} size={48} />
            <AccountName account={me.account} stacked link />
            <Button kind="danger" busy={busy} onClick={() => void leave()}>
              {t.logOut}
            </Button>
          </div>
          <KeepingLinks />
        </section>
      )}
      {me && <AddressSection />}
      {me && (
        <section className={s.section} aria-labelledby="set-two-factor">
          <h2 id="set-two-factor">{twoFactor.title}</h2>
          <div className={s.about}>
            <p>{twoFactor.why}</p>
          </div>
          <ButtonLink to="/settings/two-factor">{twoFactor.manage}</ButtonLink>
        </section>
      )}
      <Suspense>{children}</Suspense>
      {instance && (
        <section className={s.section} aria-labelledby="set-about">
          <h2 id="set-about">{t.about}</h2>
          <div className={s.about}>
            <strong>{instance.title}</strong>
            {instance.description && <p>{instance.description}</p>}
            {instance.contact?.email && (
              <p>
                {t.contact}: <a href={`mailto:${instance.contact.email}`}>{instance.contact.email}</a>
              </p>
            )}
            <p>{t.version(ownVersion(instance.version))}</p>
          </div>
        </section>
      )}
    </>
  );
}
