import { later } from "#web/ui";

// Pages that most visits do not need are fetched when they are opened.
/** The page that greets a visitor. */
export const LandingPage = later(async () => (await import("./LandingPage.tsx")).LandingPage);
/** The log-in page. */
export const LogInPage = later(async () => (await import("./LogInPage.tsx")).LogInPage);
/** The sign-up page. */
export const SignUpPage = later(async () => (await import("./SignUpPage.tsx")).SignUpPage);
/** Where the member is logged in. */
export const SessionsPage = later(async () => (await import("./SessionsPage.tsx")).SessionsPage);
/** The page to change the password. */
export const PasswordPage = later(async () => (await import("./PasswordPage.tsx")).PasswordPage);
/** The settings page. */
export const SettingsPage = later(async () => (await import("./SettingsPage.tsx")).SettingsPage);
/** The page on which a member tells who they are. */
export const EditProfilePage = later(async () => (await import("./EditProfilePage.tsx")).EditProfilePage);
/** Asking for a new password. */
export const ForgotPage = later(async () => (await import("./ForgotPage.tsx")).ForgotPage);
/** Choosing a new password. */
export const ResetPage = later(async () => (await import("./ResetPage.tsx")).ResetPage);
/** Proving an address. */
export const VerifyPage = later(async () => (await import("./VerifyPage.tsx")).VerifyPage);
/** Two-step log-in in the settings. */
export const TwoFactorPage = later(async () => (await import("./TwoFactorPage.tsx")).TwoFactorPage);
