import { Component, type ReactNode } from "react";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { Button } from "../Button.tsx";
import { Empty } from "../States.tsx";

/** Catches what breaks while a page is drawn, says so, and offers to load it again. */
export class Crash extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { crashed } = useText(text);
  return (
    <main id="content">
      <Empty
        heading="h1"
        title={crashed.title}
        action={
          <Button kind="primary" onClick={() => window.location.reload()}>
            {crashed.action}
          </Button>
        }
      >
        {crashed.text}
      </Empty>
    </main>
  );
}
