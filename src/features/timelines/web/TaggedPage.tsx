import { useParams } from "react-router";
import { tagKey } from "#core/writing.syntax";
import { nameOf, useAccount } from "#accounts/web";
import { ApiError } from "#web/api";
import { useText } from "#web/prefs";
import { Empty, Failed, Header, Missing, PostSkeletons, useSayError, useTitle } from "#web/ui";
import { featuredText } from "../timelines.featured.text.ts";
import { Timeline } from "./Timeline.tsx";

/** What somebody wrote with a tag. */
export function TaggedPage() {
  const { at = "", tag = "" } = useParams();
  const t = useText(featuredText);
  const say = useSayError();
  const { account, error, retry } = useAccount(at.slice(1));
  const name = tagKey(tag);
  const title = t.taggedBy(account ? nameOf(account) : at, name);
  useTitle(title);
  if (!account && error instanceof ApiError && error.status === 404) return <Missing />;
  return (
    <>
      <Header title={title} back />
      {!account && (error ? <Failed message={say(error)} onRetry={retry} /> : <PostSkeletons />)}
      {account && (
        <Timeline
          key={`${account.id} ${name}`}
          name={`tagged:${account.id}:${name}`}
          label={title}
          empty={<Empty title={t.empty(name)} />}
        />
      )}
    </>
  );
}
