import { clsx } from "clsx";
import { useEffect, useState } from "react";
import { useParams } from "react-router";
import { tagKey } from "#core/writing.syntax";
import { api, ApiError } from "#web/api";
import { live } from "#web/live";
import { useText } from "#web/prefs";
import { Button, Empty, Header, IconButton, Missing, toast, useSayError, useTitle } from "#web/ui";
import { featuredText } from "../timelines.featured.text.ts";
import { text } from "../timelines.text.ts";
import s from "./Featured.module.css";
import { Timeline } from "./Timeline.tsx";

/** The public posts with a tag, the button that brings them home, and the one that puts the tag on one's profile. */
export function TagPage() {
  const { tag = "" } = useParams();
  const key = tagKey(tag);
  return <Tagged key={key} name={key} />;
}

function Tagged({ name }: { name: string }) {
  const t = useText(text);
  const f = useText(featuredText);
  const { tag, missing, turn, busy } = useTag(name);
  useTitle(`#${name}`);
  if (missing) return <Missing />;
  return (
    <>
      <Header
        title={`#${name}`}
        back
        action={
          tag && (
            <>
              <IconButton
                icon="pin"
                className={clsx(tag.featuring && s.featured)}
                label={tag.featuring ? f.unfeature : f.feature}
                aria-disabled={busy || undefined}
                onClick={() => turn("featuring")}
              />
              <Button
                kind={tag.following ? "quiet" : "primary"}
                busy={busy}
                aria-pressed={tag.following}
                onClick={() => turn("following")}
              >
                {tag.following ? t.unfollowTag : t.followTag}
              </Button>
            </>
          )
        }
      />
      <Timeline
        name={`tag:${name}`}
        label={t.tagged(name)}
        empty={<Empty title={t.emptyTag(name)}>{t.emptyTagHint}</Empty>}
      />
    </>
  );
}

type Followed = { name: string; following?: boolean; featuring?: boolean };
type Turn = "following" | "featuring";
const verbs = { following: ["follow", "unfollow"], featuring: ["feature", "unfeature"] } as const;

function useTag(name: string) {
  const say = useSayError();
  const f = useText(featuredText);
  const [tag, setTag] = useState<Followed>();
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const path = `/api/v1/tags/${encodeURIComponent(name)}`;
  useEffect(() => {
    let over = false;
    const stop = live.onEvent(({ type, data }) => {
      if (type === "tag.changed" && (data as Followed).name === name) setTag(data as Followed);
    });
    api.get<Followed>(path).then(
      ({ data }) => over || setTag(data),
      (error: unknown) => over || setMissing(error instanceof ApiError && [404, 422].includes(error.status)),
    );
    return () => {
      over = true;
      stop();
    };
  }, [name, path]);
  const turn = async (what: Turn) => {
    if (!tag || busy) return;
    setBusy(true);
    setTag({ ...tag, [what]: !tag[what] });
    try {
      setTag(await api.send<Followed>("POST", `${path}/${verbs[what][Number(tag[what] ?? false)]}`));
      if (what === "featuring") toast(tag.featuring ? f.removed : f.added, { ms: 3000 });
    } catch (error) {
      setTag(tag);
      toast(say(error));
    } finally {
      setBusy(false);
    }
  };
  return { tag, missing, busy, turn: (what: Turn) => void turn(what) };
}
