/**
 * Packets taken from Linux 6.18 network namespaces, written out header by header.
 * Checksums that the sender had left to its network card are the full sums, computed by hand from RFC 1071.
 */
import type { Frame, Ipv4Packet } from '../types';

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.replace(/\s/g, '').match(/../g) ?? [], (digits) =>
    Number.parseInt(digits, 16),
  );

/** Flannel: VNI 1, port 8472, an ICMP echo with eight data bytes from 10.244.0.5 to 10.244.1.8. 100 bytes. */
export const VXLAN_BYTES = hex(`
  02420a00000b 02420a00000a 0800
  4500 0056 98bd 0000 4011 cdc5 0a00000a 0a00000b
  ee34 2118 0042 cc59
  08000000 00000100
  aaaaaaaaaa02 aaaaaaaaaa01 0800
  4500 0024 dc19 4000 3f01 48cb 0af40005 0af40108
  0800 6fbd 7c31 0001 0001020304050607`);

const ECHO: Ipv4Packet = {
  kind: 'ipv4',
  tos: 0,
  identification: 0xdc19,
  dontFragment: true,
  moreFragments: false,
  fragmentOffset: 0,
  ttl: 63,
  protocol: 1,
  source: '10.244.0.5',
  destination: '10.244.1.8',
  payload: {
    kind: 'icmp',
    type: 8,
    code: 0,
    rest: 0x7c310001,
    data: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7),
  },
};

export const VXLAN_FRAME: Frame = {
  kind: 'ethernet',
  destination: '02:42:0a:00:00:0b',
  source: '02:42:0a:00:00:0a',
  etherType: 0x0800,
  payload: {
    kind: 'ipv4',
    tos: 0,
    identification: 0x98bd,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 64,
    protocol: 17,
    source: '10.0.0.10',
    destination: '10.0.0.11',
    payload: {
      kind: 'udp',
      sourcePort: 60980,
      destinationPort: 8472,
      payload: {
        kind: 'vxlan',
        vni: 1,
        frame: {
          kind: 'ethernet',
          destination: 'aa:aa:aa:aa:aa:02',
          source: 'aa:aa:aa:aa:aa:01',
          etherType: 0x0800,
          payload: ECHO,
        },
      },
    },
  },
};

/** A pod's SYN to the ClusterIP 10.96.0.42:8080, as it leaves the pod; TCP checksum 0xc8aa. */
export const SYN_BYTES = hex(`
  4500003c 6fab4000 4006b58e 0af40005 0a60002a
  82a21f90 236be9ac 00000000 a002fd5c c8aa 0000
  02040582 0402 080a5a8762d300000000 01 03030a`);

/** The same SYN after DNAT to 10.244.1.8 and one routed hop; TCP checksum 0xc738. */
export const SYN_AFTER_DNAT_BYTES = hex(`
  4500003c 6fab4000 3f06b51c 0af40005 0af40108
  82a21f90 236be9ac 00000000 a002fd5c c738 0000
  02040582 0402 080a5a8762d300000000 01 03030a`);

export const SYN: Ipv4Packet = {
  kind: 'ipv4',
  tos: 0,
  identification: 0x6fab,
  dontFragment: true,
  moreFragments: false,
  fragmentOffset: 0,
  ttl: 64,
  protocol: 6,
  source: '10.244.0.5',
  destination: '10.96.0.42',
  payload: {
    kind: 'tcp',
    sourcePort: 33442,
    destinationPort: 8080,
    sequence: 0x236be9ac,
    acknowledgement: 0,
    flags: { syn: true },
    window: 64860,
    urgentPointer: 0,
    options: [
      { kind: 'mss', value: 1410 },
      { kind: 'sack-permitted' },
      { kind: 'timestamps', value: 0x5a8762d3, echo: 0 },
      { kind: 'nop' },
      { kind: 'window-scale', shift: 10 },
    ],
    data: new Uint8Array(0),
  },
};

/** Outer IP header of that SYN inside VXLAN: total length 110, identification 0xd07d. */
export const SYN_OUTER_HEADER_BYTES = hex('4500006e d07d0000 4011 95ed 0a00000a 0a00000b');

/** Frag-needed from cni0: IP header (TOS 0xc0, 576 bytes) and ICMP header (next-hop MTU 1450). */
export const FRAG_NEEDED_HEADER_BYTES = hex('45c00240 40500000 4001 21c0 0af40001 0af40005');
export const FRAG_NEEDED_ICMP_BYTES = hex('0304 f024 0000 05aa');
