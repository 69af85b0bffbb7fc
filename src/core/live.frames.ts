type PacketOptions = { wsPreEncodedFrame?: Buffer[] };
const encoding = "_encode";
type Encoder = { [encoding]?: (packet: unknown, options: PacketOptions) => unknown };

/**
 * Makes an adapter of Socket.IO hand the frame of a broadcast to the sockets as one buffer instead of two (its head and
 * its body), since a write to the kernel is most of what a delivery costs, and one buffer is written for less than two.
 * The adapter has no public place for it: one that encodes otherwise is left as it is.
 */
export function joinFrames(adapter: object): void {
  const encoder: Encoder = adapter;
  const encode = encoder[encoding];
  if (typeof encode !== "function") return;
  encoder[encoding] = function joined(packet, options) {
    const encoded = encode.call(adapter, packet, options);
    const frame = options.wsPreEncodedFrame;
    if (Array.isArray(frame) && frame.length > 1) options.wsPreEncodedFrame = [Buffer.concat(frame)];
    return encoded;
  };
}
