import { useLocation, useNavigate } from "react-router";
import { useText } from "#web/prefs";
import { Header, useTitle } from "#web/ui";
import { text } from "../posts.text.ts";
import { Composer } from "./ComposerPlace.tsx";

/** A page only for writing, for small screens. */
export function ComposePage() {
  const t = useText(text);
  const navigate = useNavigate();
  const back = (useLocation().state as { back?: boolean } | null)?.back === true;
  useTitle(t.write);
  return (
    <>
      <Header title={t.write} back />
      <Composer autoFocus roomy onSent={() => void (back ? navigate(-1) : navigate("/"))} />
    </>
  );
}
