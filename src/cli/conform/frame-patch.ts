/** Puts a value that only chance decides into a frame: found in the capture, carried on by the simulation. */
import type { Frame, Ipv4Packet, TcpSegment } from '../../sim/wire/types';

/** `name` as frame-fields names it; `value` as captured. */
export function patchFrame(frame: Frame, name: string, value: number): Frame {
  if (frame.payload.kind !== 'ipv4') return frame;
  return { ...frame, payload: patchPacket(frame.payload, name, value) };
}

function patchPacket(packet: Ipv4Packet, name: string, value: number): Ipv4Packet {
  const l4 = packet.payload;
  if (name.startsWith('inner.')) {
    if (l4.kind !== 'udp' || l4.payload.kind !== 'vxlan') return packet;
    const frame = patchFrame(l4.payload.frame, name.slice('inner.'.length), value);
    return { ...packet, payload: { ...l4, payload: { ...l4.payload, frame } } };
  }
  if (name === 'ip.id') return { ...packet, identification: value };
  if (l4.kind !== 'tcp') return packet;
  if (name === 'tcp.win') return { ...packet, payload: { ...l4, window: value } };
  if (name === 'tcp.tsval') return { ...packet, payload: withTimestamp(l4, value) };
  return packet;
}

const withTimestamp = (segment: TcpSegment, value: number): TcpSegment => ({
  ...segment,
  options: segment.options.map((option) =>
    option.kind === 'timestamps' ? { ...option, value } : option,
  ),
});

/** The same inside the packet that an ICMP error quotes; `at` counts from the first byte of the quote. */
export function patchQuote(frame: Frame, at: number, bytes: Uint8Array): Frame {
  if (frame.payload.kind !== 'ipv4') return frame;
  const packet = frame.payload;
  if (packet.payload.kind === 'udp' && packet.payload.payload.kind === 'vxlan') {
    const inner = patchQuote(packet.payload.payload.frame, at, bytes);
    const payload = { ...packet.payload.payload, frame: inner };
    return { ...frame, payload: { ...packet, payload: { ...packet.payload, payload } } };
  }
  if (packet.payload.kind !== 'icmp') return frame;
  const data = packet.payload.data.slice();
  data.set(bytes.subarray(0, Math.max(0, data.length - at)), at);
  return { ...frame, payload: { ...packet, payload: { ...packet.payload, data } } };
}
