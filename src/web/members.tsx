import type { ReactNode } from "react";
import { Route, Routes, useParams } from "react-router";
import { AppsPage } from "#oauth/web";
import { NotificationsPage } from "#notifications/web";
import { PasskeysPage } from "#passkeys/web";
import { ComposePage } from "#posts/web";
import { SearchPage } from "#search/web";
import { PeoplePage } from "#relations/web";
import { EditProfilePage, PasswordPage, SessionsPage, SettingsPage, TwoFactorPage } from "#sessions/web";
import {
  ConversationsPage,
  HomePage,
  MarksPage,
  PostRedirect,
  ProfilePage,
  QuotesPage,
  TaggedPage,
  TagPage,
  ThreadPage,
} from "#timelines/web";
import { Missing } from "#web/ui";
import { Shell } from "./ui/shell/Shell.tsx";

/** The pages of someone who is signed in. Usernames follow an @, so no page's name is lost to a member. */
export function Members() {
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route index element={<HomePage />} />
        <Route path="compose" element={<ComposePage />} />
        <Route path="search" element={<SearchPage />} />
        <Route path="follow-requests" element={<PeoplePage of="requests" />} />
        <Route
          path="settings"
          element={
            <SettingsPage>
              <PeoplePage of="links" />
            </SettingsPage>
          }
        />
        <Route path="settings/blocks" element={<PeoplePage of="blocks" />} />
        <Route path="settings/mutes" element={<PeoplePage of="mutes" />} />
        <Route path="settings/profile" element={<EditProfilePage />} />
        <Route path="settings/apps" element={<AppsPage />} />
        <Route path="settings/two-factor" element={<TwoFactorPage />} />
        <Route path="settings/sessions" element={<SessionsPage />} />
        <Route path="settings/password" element={<PasswordPage />} />
        <Route path="settings/passkeys" element={<PasskeysPage />} />
        <Route path="notifications" element={<NotificationsPage />} />
        <Route path="conversations" element={<ConversationsPage />} />
        <Route path="bookmarks" element={<MarksPage of="bookmarks" />} />
        <Route path="favourites" element={<MarksPage of="favourites" />} />
        <Route path="tags/:tag" element={<TagPage />} />
        <Route path="posts/:id" element={<PostRedirect />} />
        <Route path=":at" element={<Named page={<ProfilePage tab="posts" />} />} />
        <Route path=":at/replies" element={<Named page={<ProfilePage tab="replies" />} />} />
        <Route path=":at/followers" element={<Named page={<PeoplePage of="followers" />} />} />
        <Route path=":at/following" element={<Named page={<PeoplePage of="following" />} />} />
        <Route path=":at/tagged/:tag" element={<Named page={<TaggedPage />} />} />
        <Route path=":at/:id" element={<Named page={<ThreadPage />} />} />
        <Route path=":at/:id/favourited" element={<Named page={<PeoplePage of="favourited" />} />} />
        <Route path=":at/:id/boosted" element={<Named page={<PeoplePage of="boosted" />} />} />
        <Route path=":at/:id/quotes" element={<Named page={<QuotesPage />} />} />
        <Route path="*" element={<Missing />} />
      </Route>
    </Routes>
  );
}

function Named({ page }: { page: ReactNode }) {
  return useParams()["at"]?.startsWith("@") ? page : <Missing />;
}
