import type { ReactNode } from "react";
import { useLang, useText } from "#web/prefs";
import { Html, Icon, Link, monthOf } from "#web/ui";
import type { Account } from "../accounts.contract.ts";
import { text } from "../accounts.text.ts";
import { nameOf } from "./AccountName.tsx";
import { Avatar } from "./Avatar.tsx";
import s from "./ProfileHeader.module.css";

type ProfileHeaderProps = {
  account: Account;
  own: boolean;
  /** What can be done, beside the picture. */
  actions?: ReactNode;
  /** How the account stands to the reader, beside its @name. */
  standing?: ReactNode;
  /** What there is to say before the posts. */
  children?: ReactNode;
};

/** Who someone is: picture, names, note, links, since when they are here and how many they know. */
export function ProfileHeader({ account, own, actions, standing, children }: ProfileHeaderProps) {
  const lang = useLang();
  const t = useText(text);
  const page = `/@${account.acct}`;
  return (
    <section className={s.profile}>
      <div className={s.top}>
        <Avatar account={account} size={88} />
        {actions && <div className={s.actions}>{actions}</div>}
      </div>
      <h2 className={s.name}>
        <bdi>{nameOf(account)}</bdi>
        {account.locked && (
          <span className={s.lock} title={t.locked}>
            <Icon name="lock" size={18} />
            <span className="visually-hidden">{t.locked}</span>
          </span>
        )}
        {own && <span className={s.badge}>{t.you}</span>}
        {account.bot && <span className={s.badge}>{t.bot}</span>}
      </h2>
      <p className={s.handle}>
        <span>@{account.acct}</span>
        {standing}
      </p>
      {account.note && (
        <div className={s.note}>
          <Html html={account.note} />
        </div>
      )}
      {account.fields.length > 0 && (
        <dl className={s.fields}>
          {account.fields.map((field) => (
            <div key={field.name}>
              <dt>{field.name}</dt>
              <dd>
                <Html html={field.value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className={s.facts}>
        <Count to={`${page}/following`} n={account.following_count} words={t.following} />
        <Count to={`${page}/followers`} n={account.followers_count} words={t.followers} />
        <span>{t.posts(account.statuses_count)}</span>
        <span>{t.joined(monthOf(account.created_at, lang))}</span>
      </p>
      {children}
    </section>
  );
}

type CountProps = { to: string; n: number; words: (n: string) => string[] };

/** A number and what it counts, in the order of the language, on its way to those who are counted. */
function Count({ to, n, words }: CountProps) {
  const number = n.toLocaleString(useLang());
  const [first, second] = words(number);
  return (
    <Link to={to}>
      {first === number ? <strong>{first}</strong> : first} {second === number ? <strong>{second}</strong> : second}
    </Link>
  );
}
