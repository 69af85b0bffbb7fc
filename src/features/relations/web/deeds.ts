import type { Account } from "#accounts";
import { nameOf } from "#accounts/web";
import { useText } from "#web/prefs";
import { toast, useSayError } from "#web/ui";
import type { FollowInput, MuteInput } from "../relations.contract.ts";
import { text } from "../relations.text.ts";
import { relations } from "./relations.store.ts";

type Telling = { done?: string; undo?: () => void };

/** What one can do to an account: shown at once; what can be taken back offers that, what failed to be tried again. */
export function useDeeds(account: Account) {
  const t = useText(text);
  const say = useSayError();
  const name = nameOf(account);
  const { id, locked } = account;

  /** Does it; resolves to whether that worked. */
  async function run(deed: () => Promise<void>, { done, undo }: Telling = {}): Promise<boolean> {
    const asked = deed();
    const undone = undo && { action: { label: t.undo, run: undo }, ms: 10_000 };
    if (done) toast(done, undone);
    try {
      await asked;
      return true;
    } catch (error) {
      const again = () => void run(deed, { undo });
      toast(t.failed(say(error)), { action: { label: t.retry, run: again }, ms: 10_000 });
      return false;
    }
  }

  const follow = (wishes: FollowInput = {}) => run(() => relations.follow(id, { ...wishes, locked }));
  const unblock = () => run(() => relations.unblock(id), { done: t.unblocked(name), undo: () => void block() });
  const unmute = () => run(() => relations.unmute(id), { done: t.unmuted(name), undo: () => void mute({}) });
  const block = () => run(() => relations.block(id), { done: t.blockedNow(name) });
  const mute = (input: MuteInput) =>
    run(() => relations.mute(id, input), { done: t.muted(name), undo: () => void run(() => relations.unmute(id)) });

  return {
    follow,
    block,
    unblock,
    mute,
    unmute,
    unfollow() {
      const before = relations.get(id);
      const wishes = before && {
        reblogs: before.showing_reblogs,
        notify: before.notifying,
        languages: before.languages ?? [],
      };
      const done = before?.following ? t.unfollowed(name) : t.withdrawn(name);
      return run(() => relations.unfollow(id), { done, undo: () => void follow(wishes) });
    },
    wish: (wishes: FollowInput) => run(() => relations.wish(id, wishes)),
    removeFollower: () => run(() => relations.removeFollower(id), { done: t.removed(name) }),
    accept: () => run(() => relations.accept(id), { done: t.accepted(name) }),
    reject: () => run(() => relations.reject(id), { done: t.rejected(name) }),
    note: (comment: string) => run(() => relations.note(id, comment)),
  };
}
