import { Link } from "#web/ui";
import type { Account } from "../accounts.contract.ts";
import s from "./AccountName.module.css";

/** What to call someone: the display name, or the username where there is none. */
export function nameOf(account: Pick<Account, "display_name" | "username">): string {
  return account.display_name.trim() || account.username;
}

type AccountNameProps = { account: Account; link?: boolean; stacked?: boolean; id?: string };

/** A display name with its @name; one line that shortens, or two when `stacked`. */
export function AccountName({ account, link, stacked, id }: AccountNameProps) {
  const inner = (
    <>
      <bdi className={s.name}>{nameOf(account)}</bdi> <span className={s.handle}>@{account.acct}</span>
    </>
  );
  const className = stacked ? s.stacked : s.line;
  return link ? (
    <Link id={id} to={`/@${account.acct}`} className={className}>
      {inner}
    </Link>
  ) : (
    <span id={id} className={className}>
      {inner}
    </span>
  );
}
