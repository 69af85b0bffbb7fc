import type { KeyboardEvent as ReactKeyboardEvent } from "react";

type Key = Pick<KeyboardEvent, "isComposing" | "keyCode" | "key" | "ctrlKey" | "metaKey">;

/** Whether a key belongs to an input method that is still composing; then it must do nothing of ours. */
export function composing(event: Key | ReactKeyboardEvent): boolean {
  const key = "nativeEvent" in event ? event.nativeEvent : event;
  // Safari ends the composition before the Enter that ended it; it still carries 229.
  return key.isComposing || key.keyCode === 229;
}

/** Whether a key sends what was written: Ctrl or Command with Enter, and no input method at work. */
export function sends(event: Key | ReactKeyboardEvent): boolean {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !composing(event);
}
