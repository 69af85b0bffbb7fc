import { clsx } from "clsx";
import { useLocation } from "react-router";
import type { Account } from "#accounts";
import { AccountName, Avatar } from "#accounts/web";
import { useRequestCount } from "#relations/web";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { Link, NavLink } from "../Link.tsx";
import { Icon, type IconName } from "../Icon.tsx";
import { Mark } from "../Mark.tsx";
import s from "./Nav.module.css";

/** `wide`: only in the rail; a phone's bar has room for five. */
type Item = { to: string; icon: IconName; label: string; wide?: boolean; count?: number };
type NavProps = { account: Account; unread: number };

/** The ways around: a bar at the bottom of a phone, a rail beside the column elsewhere. */
export function Nav({ account, unread }: NavProps) {
  const t = useText(text);
  const { pathname } = useLocation();
  const profile = `/@${account.acct}`;
  const asking = useRequestCount(account);
  const items: Item[] = [
    { to: "/", icon: "home", label: t.home },
    { to: "/search", icon: "search", label: t.search },
    { to: "/compose", icon: "write", label: t.compose },
    { to: "/notifications", icon: "bell", label: t.notifications, count: unread },
    ...(asking > 0
      ? [{ to: "/follow-requests", icon: "asks" as const, label: t.requests, count: asking, wide: true }]
      : []),
    { to: "/conversations", icon: "mail", label: t.conversations, wide: true },
    { to: "/bookmarks", icon: "bookmark", label: t.bookmarks, wide: true },
    { to: "/favourites", icon: "heart", label: t.favourites, wide: true },
    { to: profile, icon: "person", label: t.profile },
    { to: "/settings", icon: "settings", label: t.settings, wide: true },
  ];
  const again = (to: string) => to === decodeURI(pathname) && window.scrollTo({ top: 0 });
  const link = ({ to, icon, label, wide, count = 0 }: Item) => (
    <li key={to} className={clsx(wide && s.wide)}>
      <NavLink to={to} className={s.item} onClick={() => again(to)}>
        <span className={s.picture}>
          <Icon name={icon} size={24} />
          {count > 0 && (
            <b className={s.count} aria-hidden="true">
              {count > 99 ? "99+" : count}
            </b>
          )}
        </span>
        <span className={s.label}>{label}</span>
        {count > 0 && <span className="visually-hidden">{t.unread(count)}</span>}
      </NavLink>
    </li>
  );
  return (
    <nav className={s.nav} aria-label={t.nav}>
      <Link to="/" className={s.mark} aria-hidden="true" tabIndex={-1}>
        <Mark size={32} />
      </Link>
      <ul className={s.items}>{items.map(link)}</ul>
      <Link to={profile} className={s.me} aria-hidden="true" tabIndex={-1}>
        <Avatar account={account} size={36} />
        <AccountName account={account} stacked />
      </Link>
    </nav>
  );
}
