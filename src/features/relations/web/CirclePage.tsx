import { Navigate, useParams } from "react-router";
import { nameOf, useAccount } from "#accounts/web";
import { useSession } from "#sessions/web";
import { ApiError } from "#web/api";
import { useText } from "#web/prefs";
import { Empty, Failed, Header, Missing, PostSkeletons, useSayError, useTitle } from "#web/ui";
import { text } from "../relations.text.ts";
import { PeopleList } from "./PeopleList.tsx";
import { circleOf } from "./people.store.ts";

/** Who follows somebody, or whom they follow. */
export function CirclePage({ which }: { which: "followers" | "following" }) {
  const { at = "" } = useParams();
  const acct = at.slice(1);
  const t = useText(text);
  const say = useSayError();
  const { me } = useSession();
  const { account, error, retry } = useAccount(acct);
  const name = account ? nameOf(account) : `@${acct}`;
  const title = which === "followers" ? t.followersOf(name) : t.followingOf(name);
  useTitle(title);
  if (!account && error instanceof ApiError && error.status === 404) return <Missing />;
  if (account && account.acct !== acct) return <Navigate to={`/@${account.acct}/${which}`} replace />;
  return (
    <>
      <Header title={title} back />
      {!account && (error ? <Failed message={say(error)} onRetry={retry} /> : <PostSkeletons />)}
      {account && (
        <PeopleList
          key={`${account.id}${which}`}
          source={circleOf(account.id, which)}
          label={title}
          plain={which === "followers" && account.id === me?.account.id}
          empty={<NobodyHere which={which} name={name} own={account.id === me?.account.id} />}
        />
      )}
    </>
  );
}

type NobodyProps = { which: "followers" | "following"; name: string; own: boolean };

function NobodyHere({ which, name, own }: NobodyProps) {
  const t = useText(text);
  if (which === "followers")
    return own ? <Empty title={t.noFollowersOwn}>{t.noFollowersOwnHint}</Empty> : <Empty title={t.noFollowers(name)} />;
  return own ? <Empty title={t.noFollowingOwn}>{t.noFollowingOwnHint}</Empty> : <Empty title={t.noFollowing(name)} />;
}
