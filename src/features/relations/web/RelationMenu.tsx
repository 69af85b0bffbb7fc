import { Suspense, useState } from "react";
import type { Account } from "#accounts";
import { nameOf } from "#accounts/web";
import { useText } from "#web/prefs";
import { Icon, IconButton, Menu, type MenuItem, sheet, toast } from "#web/ui";
import type { Relationship } from "../relations.contract.ts";
import { text } from "../relations.text.ts";
import { useDeeds } from "./deeds.ts";
import { FollowButton } from "./FollowButton.tsx";
import s from "./RelationMenu.module.css";
import { useRelation } from "./relations.store.ts";
import type { SheetName } from "./Sheets.tsx";

const RelationSheet = sheet(async () => (await import("./Sheets.tsx")).RelationSheet);

type RelationMenuProps = {
  account: Account;
  /** Begins a post that mentions the account; only to them when it is a `message`. */
  onWrite: (message: boolean) => void;
};

/** Everything one can do about somebody on their page: follow, be told, and the rest behind a menu. */
export function RelationActions({ account, onWrite }: RelationMenuProps) {
  const t = useText(text);
  const relation = useRelation(account.id);
  const deeds = useDeeds(account);
  return (
    <>
      <RelationMenu account={account} onWrite={onWrite} />
      {relation?.following && (
        <IconButton
          icon="bell"
          label={t.notify(nameOf(account))}
          aria-pressed={relation.notifying}
          className={s.round}
          onClick={() => void deeds.wish({ notify: !relation.notifying })}
        />
      )}
      <FollowButton account={account} />
    </>
  );
}

function RelationMenu({ account, onWrite }: RelationMenuProps) {
  const t = useText(text);
  const relation = useRelation(account.id);
  const deeds = useDeeds(account);
  const [sheet, setSheet] = useState<SheetName | null>(null);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(account.url);
      toast(t.copied);
    } catch {
      // Without the permission the address itself can still be copied by hand.
      toast(account.url, { ms: 10_000 });
    }
  };
  const items: MenuItem[] = [
    ...(relation?.blocking || relation?.blocked_by
      ? []
      : ([
          { label: t.mention, icon: "reply", onSelect: () => onWrite(false) },
          { label: t.message, icon: "mail", onSelect: () => onWrite(true) },
        ] satisfies MenuItem[])),
    { label: t.copyLink, icon: "link", onSelect: () => void copy() },
    { label: t.openLink, icon: "globe", onSelect: () => void window.open(account.url, "_blank", "noopener") },
    ...(relation ? about(relation) : []),
  ];

  function about(now: Relationship): MenuItem[] {
    const wishes: MenuItem[] = [
      {
        label: now.showing_reblogs ? t.hideBoosts : t.showBoosts,
        icon: now.showing_reblogs ? "eyeOff" : "eye",
        onSelect: () => void deeds.wish({ reblogs: !now.showing_reblogs }),
      },
      { label: t.languages, icon: "settings", onSelect: () => setSheet("languages") },
    ];
    return [
      ...(now.following ? wishes : []),
      { label: now.note ? t.editNote : t.addNote, icon: "write", onSelect: () => setSheet("note") },
      now.muting
        ? { label: t.unmute, icon: "quiet", onSelect: () => void deeds.unmute() }
        : { label: t.mute, icon: "quiet", onSelect: () => setSheet("mute") },
      ...(now.followed_by
        ? [{ label: t.removeFollower, icon: "leave" as const, danger: true, onSelect: () => setSheet("remove") }]
        : []),
      now.blocking
        ? { label: t.unblock, icon: "close", onSelect: () => void deeds.unblock() }
        : { label: t.block, icon: "close", danger: true, onSelect: () => setSheet("block") },
    ];
  }

  return (
    <>
      <Menu label={t.menu(nameOf(account))} className={s.round} trigger={<Icon name="more" />} items={items} />
      <Suspense>{sheet && <RelationSheet sheet={sheet} account={account} onClose={() => setSheet(null)} />}</Suspense>
    </>
  );
}
