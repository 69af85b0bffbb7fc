import type { Pipe, PipeEvents } from "./socket.ts";

/** The pipe of Socket.IO, whose code is fetched when it is first dialled: after the page stands. */
export function dialLater(fetchCode = () => import("./socket.ts")) {
  return (events: PipeEvents, there?: string | null): Pipe => {
    let pipe: Pipe | undefined;
    let wanted = false;
    return {
      connect: () => {
        wanted = true;
        if (pipe) return pipe.connect();
        fetchCode().then(
          ({ dialSocket }) => {
            pipe ??= dialSocket()(events, there);
            if (wanted) pipe.connect();
          },
          () => {
            // Without a network there is no code either: the same as a connection that failed.
            if (wanted) events.refused(undefined);
          },
        );
      },
      disconnect: () => {
        wanted = false;
        pipe?.disconnect();
      },
      subscribe: (to, done) => pipe?.subscribe(to, done),
      unsubscribe: (from) => pipe?.unsubscribe(from),
    };
  };
}
