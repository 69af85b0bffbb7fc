export { Door } from "./Door.tsx";
export {
  EditProfilePage,
  ForgotPage,
  LandingPage,
  LogInPage,
  PasswordPage,
  ResetPage,
  SessionsPage,
  SettingsPage,
  SignUpPage,
  TwoFactorPage,
  VerifyPage,
} from "./pages.ts";
export { loadSession, logInBy, logOut, useSession } from "./session.store.ts";
