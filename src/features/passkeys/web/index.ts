export { PasskeyLogIn, PasskeysPage } from "./lazy.ts";
