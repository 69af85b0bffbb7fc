import { type ComponentType, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { useText } from "#web/prefs";
import { Failed, PostSkeletons, Spinner, useSayError, VirtualList } from "#web/ui";
import type { Relationship } from "../relations.contract.ts";
import { text } from "../relations.text.ts";
import s from "./PeopleList.module.css";
import { type PeopleSource, type Person, usePeople } from "./people.store.ts";
import { FollowButton } from "./FollowButton.tsx";
import { PersonRow } from "./PersonRow.tsx";
import { relations } from "./relations.store.ts";

type PeopleListProps = {
  source: PeopleSource;
  label: string;
  empty: ReactNode;
  /** Whether somebody still belongs here, as the reader stands to them; whom a deed takes off goes at once. */
  stays?: (relation: Relationship) => boolean;
  /** What can be done about somebody; unless told, to follow them. */
  action?: ComponentType<Person>;
  extra?: ComponentType<Person>;
  /** Where the list itself says how people stand to the reader. */
  plain?: boolean;
};

const always = () => true;

/** People, as many as there are, kept current; each with what can be done. */
export function PeopleList({
  source,
  label,
  empty,
  stays = always,
  action: Action = FollowButton,
  extra: Extra,
  plain,
}: PeopleListProps) {
  const t = useText(text);
  const say = useSayError();
  const { people, state, error, next, loadMore, retry } = usePeople(source);
  const version = useStore(relations.store, (now) => now.version);
  useEffect(() => relations.want(people.map(({ account }) => account.id)), [people]);

  const shown = useMemo(
    () => {
      const here = people.filter(({ account }) => {
        const relation = relations.get(account.id);
        return !relation || stays(relation);
      });
      return new Map(here.map((person) => [person.account.id, person]));
    },
    // The relations are read anew with each of their versions.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [people, stays, version],
  );
  const ids = [...shown.keys()].join();
  const keys = useMemo(() => ids.split(",").filter(Boolean), [ids]);
  const place = useKeptFocus(ids);

  if (keys.length === 0 && (state === "loading" || next !== null)) return <PostSkeletons />;
  if (keys.length === 0 && state === "error") return <Failed message={say(error)} onRetry={() => void retry()} />;
  if (keys.length === 0) return empty;
  return (
    <div ref={place}>
      <VirtualList
        keys={keys}
        memory={source.path}
        label={label}
        onNearEnd={() => void loadMore()}
        render={(key) => {
          const person = shown.get(key);
          if (!person) return null;
          return (
            <PersonRow
              account={person.account}
              action={<Action {...person} />}
              extra={Extra && <Extra {...person} />}
              plain={plain}
            />
          );
        }}
      />
      {error !== null ? (
        <Failed message={say(error)} onRetry={() => void retry()} />
      ) : next === null ? (
        <p className={s.end}>{t.end}</p>
      ) : (
        <Spinner />
      )}
    </div>
  );
}

/** Whoever acts on somebody who then leaves the list goes on with the next one. */
function useKeptFocus(ids: string) {
  const place = useRef<HTMLDivElement>(null);
  const at = useRef(-1);
  const rows = () => [...(place.current?.querySelectorAll<HTMLElement>("[data-post]") ?? [])];
  useEffect(() => {
    const list = place.current;
    const note = () => (at.current = rows().findIndex((row) => row.contains(document.activeElement)));
    list?.addEventListener("focusin", note);
    return () => list?.removeEventListener("focusin", note);
  });
  useLayoutEffect(() => {
    if (at.current < 0 || document.activeElement !== document.body) return;
    const all = rows();
    all[Math.min(at.current, all.length - 1)]?.focus({ preventScroll: true });
  }, [ids]);
  return place;
}
