import type { ReactNode } from "react";
import type { Account } from "#accounts";
import { nameOf } from "#accounts/web";
import { useText } from "#web/prefs";
import { Button, Empty } from "#web/ui";
import { text } from "../relations.text.ts";
import { useDeeds } from "./deeds.ts";
import s from "./RelationNotice.module.css";
import { useRelation } from "./relations.store.ts";

/** Says beside somebody's name that they follow the reader, or ask to; nothing otherwise. */
export function FollowsYou({ account }: { account: Account }) {
  const t = useText(text);
  const relation = useRelation(account.id);
  if (!relation?.followed_by && !relation?.requested_by) return null;
  return <span className={s.badge}>{relation.followed_by ? t.followsYou : t.asksYou}</span>;
}

/** The reader's private note about somebody, a request of theirs that waits for an answer, and that they are muted. */
export function RelationNotice({ account }: { account: Account }) {
  const t = useText(text);
  const relation = useRelation(account.id);
  const deeds = useDeeds(account);
  const name = nameOf(account);
  if (!relation) return null;
  return (
    <>
      {relation.note && (
        <div className={s.note}>
          <h3>{t.yourNote}</h3>
          <p>{relation.note}</p>
        </div>
      )}
      {relation.requested_by && (
        <div className={s.notice}>
          <p>{t.asksYou}</p>
          <Button kind="primary" aria-label={t.acceptName(name)} onClick={() => void deeds.accept()}>
            {t.accept}
          </Button>
          <Button aria-label={t.rejectName(name)} onClick={() => void deeds.reject()}>
            {t.reject}
          </Button>
        </div>
      )}
      {relation.muting && !relation.blocking && (
        <div className={s.notice}>
          <p>{t.youMute(name)}</p>
          <Button aria-label={t.unmuteName(name)} onClick={() => void deeds.unmute()}>
            {t.unmute}
          </Button>
        </div>
      )}
    </>
  );
}

/** What somebody wrote, or in plain words why it is not shown: a block in either direction. */
export function Unblocked({ account, children }: { account: Account; children: ReactNode }) {
  const t = useText(text);
  const relation = useRelation(account.id);
  const deeds = useDeeds(account);
  const name = nameOf(account);
  if (relation?.blocking)
    return (
      <Empty
        title={t.youBlock(name)}
        action={
          <Button aria-label={t.blockedName(name)} onClick={() => void deeds.unblock()}>
            {t.unblock}
          </Button>
        }
      >
        {t.youBlockHint}
      </Empty>
    );
  if (relation?.blocked_by) return <Empty title={t.blocksYou(name)}>{t.blocksYouHint}</Empty>;
  return children;
}

/** Says that somebody chooses their followers, to whoever is none. */
export function LockedHint({ account }: { account: Account }) {
  const t = useText(text);
  const relation = useRelation(account.id);
  if (!account.locked || !relation || relation.following) return null;
  return t.locked(nameOf(account));
}
