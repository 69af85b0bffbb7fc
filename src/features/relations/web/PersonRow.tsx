import { type ReactNode, useId } from "react";
import { useNavigate } from "react-router";
import type { Account } from "#accounts";
import { AccountName, Avatar, plainNote } from "#accounts/web";
import { composing, Link } from "#web/ui";
import s from "./PersonRow.module.css";
import { FollowsYou } from "./RelationNotice.tsx";

type PersonRowProps = {
  account: Account;
  action: ReactNode;
  extra?: ReactNode;
  /** Where the list itself says how they stand to the reader. */
  plain?: boolean;
};

/** Somebody in a list: who they are in two lines, how they stand to the reader, and what can be done. */
export function PersonRow({ account, action, extra, plain }: PersonRowProps) {
  const id = useId();
  const navigate = useNavigate();
  const address = `/@${account.acct}`;
  const note = plainNote(account.note);
  return (
    // Enter on the row is a convenience: the name is the link.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <article
      className={s.row}
      aria-labelledby={id}
      // People are stops of j and k as posts are.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      data-post={account.id}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget || composing(event) || event.key !== "Enter") return;
        event.preventDefault();
        void navigate(address);
      }}
    >
      <Link to={address} className={s.face} tabIndex={-1} aria-hidden="true">
        <Avatar account={account} />
      </Link>
      <div className={s.who}>
        <AccountName account={account} link stacked id={id} />
        {!plain && <FollowsYou account={account} />}
        {note && <p className={s.note}>{note}</p>}
        {extra && <p className={s.extra}>{extra}</p>}
      </div>
      <div className={s.action}>{action}</div>
    </article>
  );
}
