import type { App, Viewer } from "#core/context";
import { isTold } from "#core/live.delivery";
import { write } from "#core/events";
import type { Live } from "#core/live";
import type { Cursor } from "#core/live.contract";
import { findPlace, savePlaces } from "./streaming.model.ts";
import type { Stream } from "./streaming.rules.ts";
import { frameOf } from "./streaming.view.ts";
import type { Frame } from "./streaming.view.ts";

/** One open line to a client, of whichever kind. */
export type Line = {
  viewer: Viewer;
  isOpen: () => boolean;
  /** Resolves when what was sent before has left. */
  ready: () => Promise<void>;
  send: (stream: Stream, frame: Frame, seq: Cursor) => void;
  end: () => void;
};

/** A stream that is being listened to. */
export type Listening = {
  /** Says that the client lives and has everything up to here. */
  confirm: (seq: Cursor) => void;
  /** Ends it; `whole`: the client took leave, so that it has everything that was sent. */
  leave: (whole: boolean) => Promise<void>;
};

/** Minutes and events after which a client that comes back is not told what it missed: it reads its lists anew. */
const backMinutes = 15;
const backEvents = 2_000;
const saveEveryMs = 30_000;

/**
 * Listens to a stream from the moment this is called; a client that comes back, or says with `last` how far it heard, is
 * first told what it missed.
 */
export async function openListening(
  app: App,
  live: Live,
  line: Line,
  stream: Stream,
  last: Cursor | null = null,
): Promise<Listening> {
  const { viewer } = line;
  const opened = live.position();
  const name = stream.name.join(" ");
  const place = last ?? (await findPlace(app.db, viewer.sessionId, name, backMinutes)) ?? opened;
  const cursor = live.position() - place <= backEvents ? place : opened;
  const channels = new Set(stream.channels);
  let confirmed = cursor;
  let saved = -1;
  const save = async (seq: Cursor) => {
    if (seq === saved) return;
    saved = seq;
    await write(app, (tx) => savePlaces(tx, [{ sessionId: viewer.sessionId, stream: name, seq }])).catch(
      (error: unknown) => app.logger.warn({ err: error }, "the place in a stream was not noted"),
    );
  };
  const stop = await live.attach(
    {
      accountId: viewer.accountId,
      sessionId: viewer.sessionId,
      channels,
      isOpen: line.isOpen,
      ready: line.ready,
      end: line.end,
      send: (event) => {
        if (!event.delivery || !isTold(event.delivery, viewer.accountId, channels)) return;
        const frame = frameOf(event, stream);
        if (frame) line.send(stream, frame, event.seq);
      },
    },
    viewer,
    cursor,
  );
  const clock = setInterval(() => void save(confirmed), saveEveryMs);
  await save(confirmed);
  return {
    confirm: (seq) => void (confirmed = Math.max(confirmed, seq)),
    leave: async (whole) => {
      clearInterval(clock);
      stop();
      await save(whole ? live.position() : confirmed);
    },
  };
}
