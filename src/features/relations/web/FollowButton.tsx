import { clsx } from "clsx";
import { useState } from "react";
import type { Account } from "#accounts";
import { nameOf } from "#accounts/web";
import { useText } from "#web/prefs";
import { Button } from "#web/ui";
import type { Relationship } from "../relations.contract.ts";
import { text } from "../relations.text.ts";
import { useDeeds } from "./deeds.ts";
import s from "./FollowButton.module.css";
import { useRelation } from "./relations.store.ts";

/** What the button for an account says and does, as the reader stands to it. */
export function followState(relation: Relationship | undefined) {
  if (!relation) return "unknown";
  if (relation.blocking) return "blocked";
  if (relation.following) return "following";
  if (relation.requested) return "requested";
  if (relation.blocked_by) return "none";
  return relation.followed_by ? "followBack" : "follow";
}

/** Follows, asks to, and takes either back, with the word that says how it stands; nothing where neither is possible. */
export function FollowButton({ account }: { account: Account }) {
  const t = useText(text);
  const deeds = useDeeds(account);
  const state = followState(useRelation(account.id));
  const name = nameOf(account);
  // Whoever has just pressed "Follow" is not yet asked whether they regret it.
  const [fresh, setFresh] = useState(false);
  if (state === "none") return null;
  if (state === "unknown") return <span className={s.place} aria-hidden="true" />;
  if (state === "follow" || state === "followBack")
    return (
      <Button
        kind="primary"
        className={s.button}
        aria-label={state === "follow" ? t.followName(name) : t.followBackName(name)}
        onClick={() => {
          setFresh(true);
          void deeds.follow();
        }}
      >
        {t[state]}
      </Button>
    );
  const [label, back, take] = {
    following: [t.followingName(name), t.unfollow, deeds.unfollow] as const,
    requested: [t.requestedName(name), t.withdraw, deeds.unfollow] as const,
    blocked: [t.blockedName(name), t.unblock, deeds.unblock] as const,
  }[state];
  return (
    <Button
      className={clsx(s.button, s.held, fresh && s.fresh, state === "blocked" && s.blocked)}
      aria-label={label}
      onPointerLeave={() => setFresh(false)}
      onBlur={() => setFresh(false)}
      onClick={() => void take()}
    >
      <span className={s.now}>{t[state]}</span>
      <span className={s.back}>{back}</span>
    </Button>
  );
}
