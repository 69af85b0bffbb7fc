import { useEffect, useState } from "react";
import { create } from "zustand";

const useAnnouncement = create<{ text: string }>(() => ({ text: "" }));
const pauseMs = 4000;

/** Has a screen reader say something when it is next silent; only the latest of a burst is said. */
export function announce(text: string): void {
  useAnnouncement.setState({ text });
}

/** The page's one live region. It speaks at most once every four seconds. */
export function Announcer() {
  const wanted = useAnnouncement((state) => state.text);
  const [said, setSaid] = useState({ text: "", at: 0 });
  useEffect(() => {
    if (wanted === said.text) return;
    const wait = Math.max(0, said.at + pauseMs - Date.now());
    const timer = setTimeout(() => setSaid({ text: wanted, at: Date.now() }), wait);
    return () => clearTimeout(timer);
  }, [wanted, said]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {said.text}
    </div>
  );
}
