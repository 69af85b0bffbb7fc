/** Cuts what a server sends on a WebSocket into the answer to the handshake and then frame by frame. */
export function eachFrame(take: (frame: Buffer) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let open = false;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      const size = open ? frameSize(rest) : answerSize(rest);
      if (size === null || rest.length < size) return;
      take(rest.subarray(0, size));
      rest = rest.subarray(size);
      open = true;
    }
  };
}

/** Whether a frame carries an event of the log. */
export const isEvent = (frame: Buffer): boolean => frame.subarray(0, 24).includes('42["event"');

/** How long the answer to the handshake is; null when it has not come whole. */
function answerSize(bytes: Buffer): number | null {
  const end = bytes.indexOf("\r\n\r\n");
  return end < 0 ? null : end + 4;
}

/** How long the frame at the beginning is; null when even that has not come. A server's frames are not masked. */
function frameSize(bytes: Buffer): number | null {
  if (bytes.length < 2) return null;
  const short = bytes[1]! & 127;
  if (short < 126) return 2 + short;
  if (short === 126) return bytes.length < 4 ? null : 4 + bytes.readUInt16BE(2);
  return bytes.length < 10 ? null : 10 + Number(bytes.readBigUInt64BE(2));
}
