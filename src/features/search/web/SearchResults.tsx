import { useCallback } from "react";
import { AccountName, Avatar } from "#accounts/web";
import { PostRow, useWatchPosts } from "#posts/web";
import { useText } from "#web/prefs";
import { Button, Empty, Failed, Link, PostSkeletons, Spinner, useSayError, VirtualList } from "#web/ui";
import { text } from "../search.text.ts";
import s from "./SearchPage.module.css";
import { type Kind, loadMore, retry, useSearch } from "./search.store.ts";

/** What was found of one kind, and what to say when that is nothing. */
export function SearchResults({ kind }: { kind: Kind }) {
  const t = useText(text);
  const say = useSayError();
  const found = useSearch();
  useWatchPosts(found.ids);
  const { q, state, more, error, paging } = found;
  const list = { statuses: found.ids, accounts: found.accounts, hashtags: found.hashtags }[kind];
  const onMore = useCallback(() => void loadMore(kind), [kind]);

  if (state === "error") return <Failed message={say(error)} onRetry={() => void retry()} />;
  if (list.length === 0 && state === "loading") return <PostSkeletons count={4} />;
  if (list.length === 0)
    return (
      <Empty title={t.none}>
        <bdi>{t.noneHint(q)}</bdi>
      </Empty>
    );
  return (
    <>
      {kind === "statuses" && (
        <VirtualList
          keys={found.ids}
          memory={`search ${q}`}
          label={t.results(q)}
          onNearEnd={onMore}
          render={(id) => <PostRow id={id} />}
        />
      )}
      {kind === "accounts" && <People />}
      {kind === "hashtags" && <Tags />}
      {error !== null ? (
        <Failed message={say(error)} onRetry={onMore} />
      ) : paging === kind ? (
        <Spinner />
      ) : more[kind] && kind !== "statuses" ? (
        <p className={s.end}>
          <Button onClick={onMore}>{t.further}</Button>
        </p>
      ) : (
        !more[kind] && <p className={s.end}>{t.end}</p>
      )}
    </>
  );
}

function People() {
  const { accounts } = useSearch();
  return (
    <ul className={s.list}>
      {accounts.map((account) => (
        <li key={account.id}>
          <Link to={`/@${account.acct}`} className={s.row}>
            <Avatar account={account} />
            <AccountName account={account} stacked />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Tags() {
  const t = useText(text);
  const { hashtags } = useSearch();
  return (
    <ul className={s.list}>
      {hashtags.map(({ name, history }) => (
        <li key={name}>
          <Link to={`/tags/${encodeURIComponent(name)}`} className={s.row}>
            <span>
              <bdi className={s.tag}>#{name}</bdi>
              <small className={s.uses}>{t.uses(history.reduce((sum, { uses }) => sum + Number(uses), 0))}</small>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
