/** Random but sound packets for property tests. */
import fc from 'fast-check';
import { ipv4FromNumber, macFromBytes } from '../address';
import { tcpFlagsFromByte } from '../tcp';
import type {
  ArpPacket,
  Frame,
  IcmpMessage,
  Ipv4Packet,
  TcpOption,
  TcpSegment,
  UdpDatagram,
} from '../types';

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

export const arbitraryIpv4 = u32.map(ipv4FromNumber);
export const arbitraryMac = fc.uint8Array({ minLength: 6, maxLength: 6 }).map(macFromBytes);

/** Options that come in whole words, as real stacks lay them out with NOPs. */
const optionWord = fc.oneof(
  fc
    .record({ kind: fc.constant('mss' as const), value: u16 })
    .map((option): TcpOption[] => [option]),
  fc.constant<TcpOption[]>([{ kind: 'nop' }, { kind: 'nop' }, { kind: 'sack-permitted' }]),
  u8.map((shift): TcpOption[] => [{ kind: 'nop' }, { kind: 'window-scale', shift }]),
  fc
    .tuple(u32, u32)
    .map(([value, echo]): TcpOption[] => [
      { kind: 'nop' },
      { kind: 'nop' },
      { kind: 'timestamps', value, echo },
    ]),
  fc
    .uint8Array({ minLength: 2, maxLength: 2 })
    .map((body): TcpOption[] => [{ kind: 'unknown', code: 253, bytes: body }]),
);

const tcp: fc.Arbitrary<TcpSegment> = fc.record({
  kind: fc.constant('tcp'),
  sourcePort: u16,
  destinationPort: u16,
  sequence: u32,
  acknowledgement: u32,
  flags: u8.map(tcpFlagsFromByte),
  window: u16,
  urgentPointer: u16,
  options: fc.array(optionWord, { maxLength: 3 }).map((words) => words.flat()),
  data: bytes(64),
});

const icmp: fc.Arbitrary<IcmpMessage> = fc.record({
  kind: fc.constant('icmp'),
  type: u8,
  code: u8,
  rest: u32,
  data: bytes(64),
});

/** Ports that the decoder would take for a tunnel are left to `tunnelled`. */
const plainPort = u16.filter((port) => port !== 4789 && port !== 8472);

const udp: fc.Arbitrary<UdpDatagram> = fc.record({
  kind: fc.constant('udp'),
  sourcePort: u16,
  destinationPort: plainPort,
  payload: fc.record({ kind: fc.constant('raw' as const), bytes: bytes(64) }),
});

const arp: fc.Arbitrary<ArpPacket> = fc.record({
  kind: fc.constant('arp'),
  operation: fc.constantFrom(1 as const, 2 as const),
  senderMac: arbitraryMac,
  senderIp: arbitraryIpv4,
  targetMac: arbitraryMac,
  targetIp: arbitraryIpv4,
});

function ipv4Around(
  payload: fc.Arbitrary<Ipv4Packet['payload']>,
  protocol: number,
): fc.Arbitrary<Ipv4Packet> {
  return fc.record({
    kind: fc.constant('ipv4'),
    tos: u8,
    identification: u16,
    dontFragment: fc.boolean(),
    moreFragments: fc.constant(false),
    fragmentOffset: fc.constant(0),
    ttl: u8,
    protocol: fc.constant(protocol),
    source: arbitraryIpv4,
    destination: arbitraryIpv4,
    payload,
  });
}

const raw = bytes(64).map((data) => ({ kind: 'raw' as const, bytes: data }));

const piece: fc.Arbitrary<Ipv4Packet> = fc
  .tuple(ipv4Around(raw, 17), fc.integer({ min: 1, max: 8191 }), fc.boolean())
  .map(([packet, eighths, moreFragments]) => ({
    ...packet,
    fragmentOffset: eighths * 8,
    moreFragments,
  }));

const plainPacket = fc.oneof(
  ipv4Around(tcp, 6),
  ipv4Around(udp, 17),
  ipv4Around(icmp, 1),
  ipv4Around(raw, 89),
  piece,
);

const frameAround = (payload: fc.Arbitrary<Ipv4Packet>): fc.Arbitrary<Frame> =>
  fc.record({
    kind: fc.constant('ethernet'),
    destination: arbitraryMac,
    source: arbitraryMac,
    etherType: fc.constant(0x0800),
    payload,
  });

const arpFrame: fc.Arbitrary<Frame> = fc
  .tuple(frameAround(plainPacket), arp)
  .map(([frame, payload]) => ({ ...frame, etherType: 0x0806, payload }));

const rawFrame: fc.Arbitrary<Frame> = fc
  .tuple(frameAround(plainPacket), raw)
  .map(([frame, payload]) => ({ ...frame, etherType: 0x88cc, payload }));

const tunnelled: fc.Arbitrary<UdpDatagram> = fc.record({
  kind: fc.constant('udp'),
  sourcePort: u16,
  destinationPort: fc.constantFrom(4789, 8472),
  payload: fc.record({
    kind: fc.constant('vxlan' as const),
    vni: fc.integer({ min: 0, max: 0xffffff }),
    frame: fc.oneof(frameAround(plainPacket), arpFrame),
  }),
});

export const arbitraryPacket = fc.oneof(plainPacket, ipv4Around(tunnelled, 17));
export const arbitraryFrame = fc.oneof(frameAround(arbitraryPacket), arpFrame, rawFrame);
