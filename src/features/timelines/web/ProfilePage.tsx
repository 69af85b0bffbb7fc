import { Navigate, useNavigate, useParams } from "react-router";
import type { Account } from "#accounts";
import { nameOf, ProfileHeader, useAccount } from "#accounts/web";
import { drafts } from "#posts/web";
import { FollowsYou, LockedHint, RelationActions, RelationNotice, Unblocked } from "#relations/web";
import { useSession } from "#sessions/web";
import { ApiError } from "#web/api";
import { useText } from "#web/prefs";
import { ButtonLink, Empty, Failed, Header, Missing, NavLink, PostSkeletons, useSayError, useTitle } from "#web/ui";
import { text } from "../timelines.text.ts";
import { Featured } from "./Featured.tsx";
import { Pinned } from "./Pinned.tsx";
import s from "./ProfilePage.module.css";
import { Timeline } from "./Timeline.tsx";

/** What of somebody's posts a page shows: those that stand alone, or all. */
type Tab = "posts" | "replies";

/** Someone's page: who they are, how they stand to the reader, and what they wrote. */
export function ProfilePage({ tab }: { tab: Tab }) {
  const { at = "" } = useParams();
  const acct = at.slice(1);
  const t = useText(text);
  const say = useSayError();
  const { me } = useSession();
  const { account, error, retry } = useAccount(acct);
  const own = account !== undefined && account.id === me?.account.id;
  const title = own ? t.mine : account ? nameOf(account) : `@${acct}`;
  useTitle(account ? `${nameOf(account)} (@${account.acct})` : `@${acct}`);

  if (!account && error instanceof ApiError && error.status === 404) return <Missing />;
  if (account && account.acct !== acct)
    return <Navigate to={`/@${account.acct}${tab === "replies" ? "/replies" : ""}`} replace />;
  return (
    <>
      <Header title={title} back={!own} />
      {!account && (error ? <Failed message={say(error)} onRetry={retry} /> : <PostSkeletons />)}
      {account && <Profile key={account.id} account={account} own={own} tab={tab} />}
    </>
  );
}

type ProfileProps = { account: Account; own: boolean; tab: Tab };

function Profile({ account, own, tab }: ProfileProps) {
  const t = useText(text);
  const name = nameOf(account);
  const page = `/@${account.acct}`;
  const write = useMentioning(account.acct);
  if (own)
    return (
      <>
        <ProfileHeader
          account={account}
          own
          actions={<ButtonLink to="/settings/profile">{t.editProfile}</ButtonLink>}
        />
        <Featured account={account} own />
        <Tabs page={page} />
        <Posts account={account} tab={tab} label={t.mine} empty={<EmptyOwn />} />
      </>
    );
  return (
    <>
      <ProfileHeader
        account={account}
        own={false}
        actions={<RelationActions account={account} onWrite={write} />}
        standing={<FollowsYou account={account} />}
      >
        <RelationNotice account={account} />
      </ProfileHeader>
      <Unblocked account={account}>
        <Featured account={account} own={false} />
        <Tabs page={page} />
        <Posts
          account={account}
          tab={tab}
          label={t.postsOf(name)}
          empty={
            <Empty title={t.emptyOther(name)}>
              <LockedHint account={account} />
            </Empty>
          }
        />
      </Unblocked>
    </>
  );
}

function Tabs({ page }: { page: string }) {
  const t = useText(text);
  return (
    <nav className={s.tabs} aria-label={t.tabs}>
      <NavLink to={page}>{t.tabPosts}</NavLink>
      <NavLink to={`${page}/replies`}>{t.tabReplies}</NavLink>
    </nav>
  );
}

type PostsProps = { account: Account; tab: Tab; label: string; empty: React.ReactNode };

function Posts({ account, tab, label, empty }: PostsProps) {
  return (
    <>
      {tab === "posts" && <Pinned account={account.id} />}
      <Timeline
        key={tab}
        name={tab === "posts" ? `posts:${account.id}` : `account:${account.id}`}
        label={label}
        empty={empty}
      />
    </>
  );
}

function EmptyOwn() {
  const t = useText(text);
  return (
    <Empty
      title={t.emptyOwn}
      action={
        <ButtonLink to="/compose" kind="primary">
          {t.write}
        </ButtonLink>
      }
    >
      {t.emptyOwnHint}
    </Empty>
  );
}

/** Begins a post that mentions somebody, after what is in the draft already; only for them when it is a `message`. */
function useMentioning(acct: string) {
  const navigate = useNavigate();
  return async (message: boolean) => {
    await drafts.load("new");
    const { text: before } = drafts.get("new");
    const mention = `@${acct} `;
    const words = before.includes(mention) ? before : before.trim() ? `${before.trimEnd()} ${mention}` : mention;
    drafts.update("new", { text: words, ...(message && { visibility: "direct" }) });
    await navigate("/compose", { state: { back: true } });
  };
}
