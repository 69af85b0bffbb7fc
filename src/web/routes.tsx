import { Suspense } from "react";
import { BrowserRouter, Route, Routes } from "react-router";
import { ConsentPage, ForcedLogin } from "#oauth/web";
import { ForgotPage, LogInPage, ResetPage, SignUpPage, VerifyPage } from "#sessions/web";
import { PasskeyLogIn } from "#passkeys/web";
import { Announcer, later } from "#web/ui";
import { Crash } from "./ui/shell/Crash.tsx";
import { MembersOnly, VisitorsOnly, Waiting } from "./ui/shell/Gate.tsx";
import { Toasts } from "./ui/Toasts.tsx";

// A visitor's first page needs none of what members read and write with.
const Members = later(async () => (await import("./members.tsx")).Members);

/** Every address of the product: the doors for visitors, the one for apps and the links of letters here, the rest in `Members`. */
export function App() {
  return (
    <Crash>
      <BrowserRouter>
        <Suspense fallback={<Waiting />}>
          <Routes>
            <Route element={<VisitorsOnly />}>
              <Route
                path="/login"
                element={
                  <LogInPage>
                    <PasskeyLogIn />
                  </LogInPage>
                }
              />
              <Route path="/signup" element={<SignUpPage />} />
            </Route>
            <Route path="/forgot" element={<ForgotPage />} />
            <Route path="/reset" element={<ResetPage />} />
            <Route path="/verify" element={<VerifyPage />} />
            <Route
              path="/oauth/authorize"
              element={
                <ForcedLogin>
                  <MembersOnly>
                    <ConsentPage />
                  </MembersOnly>
                </ForcedLogin>
              }
            />
            <Route
              path="*"
              element={
                <MembersOnly>
                  <Members />
                </MembersOnly>
              }
            />
          </Routes>
        </Suspense>
        <Toasts />
        <Announcer />
      </BrowserRouter>
    </Crash>
  );
}
