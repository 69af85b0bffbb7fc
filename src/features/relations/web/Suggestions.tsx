import { clsx } from "clsx";
import { useEffect, useId } from "react";
import type { Account } from "#accounts";
import { AccountName, Avatar, nameOf } from "#accounts/web";
import { api } from "#web/api";
import { useText } from "#web/prefs";
import { IconButton, toast, useSayError } from "#web/ui";
import { text } from "../relations.text.ts";
import { FollowButton } from "./FollowButton.tsx";
import { ownLists, type People, usePeople } from "./people.store.ts";
import { relations } from "./relations.store.ts";
import s from "./Suggestions.module.css";

/** A few people to follow; nothing when there is nobody to suggest. `below` a list that has nothing to show, some more. */
export function Suggestions({ below }: { below?: boolean }) {
  const t = useText(text);
  const heading = useId();
  const list = usePeople(ownLists.suggestions);
  const some = list.people.slice(0, below ? 5 : 3);
  const ids = some.map(({ account }) => account.id).join();
  useEffect(() => relations.want(ids.split(",").filter(Boolean)), [ids]);
  if (some.length === 0) return null;
  return (
    <section className={clsx(s.suggestions, below && s.below)} aria-labelledby={heading}>
      <h2 id={heading}>{t.who}</h2>
      <ul>
        {some.map(({ account }) => (
          <Suggested key={account.id} account={account} list={list} />
        ))}
      </ul>
    </section>
  );
}

function Suggested({ account, list }: { account: Account; list: People }) {
  const t = useText(text);
  const say = useSayError();
  const dismiss = async () => {
    list.drop(account.id);
    try {
      await api.send("DELETE", `/api/v1/suggestions/${account.id}`);
    } catch (error) {
      toast(t.failed(say(error)), { action: { label: t.retry, run: () => void dismiss() } });
      list.refresh();
    }
  };
  return (
    <li className={s.one}>
      <Avatar account={account} size={40} />
      <AccountName account={account} link stacked />
      <IconButton icon="close" label={t.dismiss(nameOf(account))} onClick={() => void dismiss()} />
      <div className={s.action}>
        <FollowButton account={account} />
      </div>
    </li>
  );
}
