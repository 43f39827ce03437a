import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from './bytes';
import { decodeFrame, decodeIpv4, encode, frameLength, ipv4Length } from './frame';
import { arbitraryFrame, arbitraryPacket } from './testdata/arbitrary';
import captured from './testdata/frames.json';
import {
  FRAG_NEEDED_HEADER_BYTES,
  FRAG_NEEDED_ICMP_BYTES,
  SYN,
  SYN_AFTER_DNAT_BYTES,
  SYN_BYTES,
  SYN_OUTER_HEADER_BYTES,
  VXLAN_BYTES,
  VXLAN_FRAME,
} from './testdata/vectors';
import type { Frame, Ipv4Packet, Snapshot } from './types';

const verified = { verifyChecksums: true };
const bytesOf = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array(0);

describe('the packets of the lesson, byte for byte', () => {
  test('a VXLAN frame of 100 bytes has all outer and inner headers right', () => {
    expect(toHex(encode(VXLAN_FRAME))).toBe(toHex(VXLAN_BYTES));
    expect(frameLength(VXLAN_FRAME)).toBe(100);
    expect(decodeFrame(VXLAN_BYTES, verified)).toEqual({ ok: true, value: VXLAN_FRAME });
  });

  test('a SYN to a ClusterIP carries TCP checksum c8aa', () => {
    expect(toHex(encode(SYN))).toBe(toHex(SYN_BYTES));
    expect(ipv4Length(SYN)).toBe(60);
    expect(decodeIpv4(SYN_BYTES, verified)).toEqual({ ok: true, value: SYN });
  });

  test('DNAT and one hop change destination, TTL, IP checksum and TCP checksum c738, nothing else', () => {
    const forwarded = { ...SYN, destination: '10.244.1.8', ttl: 63 };
    expect(toHex(encode(forwarded))).toBe(toHex(SYN_AFTER_DNAT_BYTES));
  });

  test('the tunnel adds 50 bytes to that SYN', () => {
    const outer = tunnelled({ ...SYN, destination: '10.244.1.8', ttl: 63 });
    const bytes = encode(outer);
    expect(toHex(bytes.subarray(14, 34))).toBe(toHex(SYN_OUTER_HEADER_BYTES));
    expect(bytes.length).toBe(14 + 60 + 50);
    expect(toHex(bytes.subarray(64))).toBe(toHex(SYN_AFTER_DNAT_BYTES));
  });

  test('frag-needed is 576 bytes, TOS c0, and names the MTU in its last two header bytes', () => {
    const quoted = encode({ ...SYN, payload: { kind: 'raw', bytes: new Uint8Array(1480) } }).slice(
      0,
      548,
    );
    const bytes = encode(fragNeeded(quoted));
    expect(toHex(bytes.subarray(0, 20))).toBe(toHex(FRAG_NEEDED_HEADER_BYTES));
    const withoutChecksum = (part: Uint8Array) =>
      toHex(part.subarray(0, 2)) + toHex(part.subarray(4, 8));
    expect(withoutChecksum(bytes.subarray(20, 28))).toBe(withoutChecksum(FRAG_NEEDED_ICMP_BYTES));
  });
});

function tunnelled(packet: Ipv4Packet): Frame {
  const outer = VXLAN_FRAME.payload;
  if (
    outer.kind !== 'ipv4' ||
    outer.payload.kind !== 'udp' ||
    outer.payload.payload.kind !== 'vxlan'
  ) {
    throw new Error('the vector is a VXLAN frame');
  }
  const { payload: vxlan } = outer.payload;
  const frame = { ...vxlan.frame, payload: packet };
  const udp = { ...outer.payload, sourcePort: 33107, payload: { ...vxlan, frame } };
  return { ...VXLAN_FRAME, payload: { ...outer, identification: 0xd07d, payload: udp } };
}

function fragNeeded(quoted: Uint8Array): Ipv4Packet {
  return {
    ...SYN,
    tos: 0xc0,
    identification: 0x4050,
    dontFragment: false,
    protocol: 1,
    source: '10.244.0.1',
    destination: '10.244.0.5',
    payload: { kind: 'icmp', type: 3, code: 4, rest: 1450, data: quoted },
  };
}

describe('frames captured from a Linux cluster', () => {
  test.each(captured.frames)(
    '$name ($source) decodes, checksums hold, and encodes to the same bytes',
    ({ hex }) => {
      const bytes = bytesOf(hex);
      const decoded = decodeFrame(bytes, verified);
      expect(decoded.ok).toBe(true);
      if (!decoded.ok) return;
      expect(toHex(encode(decoded.value))).toBe(hex);
      expect(frameLength(decoded.value)).toBe(bytes.length);
    },
  );

  test.each(captured.frames)(
    '$name has the values that the capture tool saw',
    ({ hex, layers }) => {
      const decoded = decodeFrame(bytesOf(hex));
      expect(decoded.ok && gist(decoded.value)).toEqual(layers.map(seen));
    },
  );

  test('are 25, of every kind', () => {
    expect(captured.frames.length).toBe(25);
  });
});

/** Our values in the words of the capture tool. */
function gist(snapshot: Snapshot): unknown[] {
  if (snapshot.kind === 'arp') {
    const { senderMac: sha, senderIp: spa, targetMac: tha, targetIp: tpa } = snapshot;
    return [{ l: 'arp', op: snapshot.operation === 1 ? 'request' : 'reply', sha, spa, tha, tpa }];
  }
  if (snapshot.kind === 'ethernet') {
    const { source: src, destination: dst, payload } = snapshot;
    return [{ l: 'eth', src, dst }, ...(payload.kind === 'raw' ? [] : gist(payload))];
  }
  const {
    source: src,
    destination: dst,
    ttl,
    identification: id,
    tos,
    dontFragment: df,
    fragmentOffset: fo,
  } = snapshot;
  return [
    { l: 'ip4', src, dst, ttl, id, tos, df, fo, len: ipv4Length(snapshot) },
    ...l4Gist(snapshot.payload),
  ];
}

function l4Gist(payload: Ipv4Packet['payload']): unknown[] {
  switch (payload.kind) {
    case 'raw':
      return [{ l: 'frag' }];
    case 'icmp':
      return [{ l: 'icmp', type: payload.type, code: payload.code, data: payload.data.length }];
    case 'udp': {
      const udp = { l: 'udp', sp: payload.sourcePort, dp: payload.destinationPort };
      if (payload.payload.kind === 'raw') return [udp];
      return [udp, { l: 'vxlan', vni: payload.payload.vni }, ...gist(payload.payload.frame)];
    }
    case 'tcp': {
      const {
        sourcePort: sp,
        destinationPort: dp,
        sequence: seq,
        acknowledgement: ack,
        window: win,
      } = payload;
      return [
        {
          l: 'tcp',
          sp,
          dp,
          seq,
          ack,
          win,
          data: payload.data.length,
          opts: optionText(payload.options),
        },
      ];
    }
  }
}

function optionText(options: Extract<Ipv4Packet['payload'], { kind: 'tcp' }>['options']): string {
  const words = options.map((option) => {
    if (option.kind === 'mss') return `mss=${option.value}`;
    if (option.kind === 'timestamps') return `ts=${option.value}/${option.echo}`;
    if (option.kind === 'window-scale') return `wscale=${option.shift}`;
    return option.kind === 'sack-permitted' ? 'sackOK' : option.kind;
  });
  return words.join(' ');
}

const GIST_KEYS: Readonly<Record<string, readonly string[]>> = {
  eth: ['src', 'dst'],
  arp: ['op', 'sha', 'spa', 'tha', 'tpa'],
  ip4: ['src', 'dst', 'ttl', 'id', 'tos', 'df', 'fo', 'len'],
  frag: [],
  icmp: ['type', 'code', 'data'],
  udp: ['sp', 'dp'],
  vxlan: ['vni'],
  tcp: ['sp', 'dp', 'seq', 'ack', 'win', 'data', 'opts'],
};

function seen(layer: Readonly<Record<string, unknown>>): unknown {
  const keys = GIST_KEYS[String(layer['l'])] ?? [];
  return Object.fromEntries(['l', ...keys].map((key) => [key, layer[key]]));
}

describe('any sound value', () => {
  test('comes back from its bytes', () => {
    fc.assert(
      fc.property(arbitraryFrame, (frame) => {
        const bytes = encode(frame);
        expect(bytes.length).toBe(frameLength(frame));
        expect(decodeFrame(bytes, verified)).toEqual({ ok: true, value: frame });
      }),
      { numRuns: 300 },
    );
  });

  test('comes back from its bytes without a link layer', () => {
    fc.assert(
      fc.property(arbitraryPacket, (packet) => {
        expect(decodeIpv4(encode(packet), verified)).toEqual({ ok: true, value: packet });
      }),
      { numRuns: 200 },
    );
  });
});

describe('a damaged frame', () => {
  test.each(captured.frames)(
    '$name cut at any length is an error at a place within it',
    ({ hex }) => {
      const bytes = bytesOf(hex);
      for (let length = 0; length < bytes.length; length += 1) {
        const decoded = decodeFrame(bytes.slice(0, length));
        expect(decoded.ok).toBe(false);
        if (!decoded.ok) {
          expect(decoded.error.code).toBe('truncated');
          expect(decoded.error.offset).toBeLessThanOrEqual(length);
        }
      }
    },
  );

  test('of random bytes never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeFrame(bytes, verified);
        decodeIpv4(bytes, verified);
      }),
    );
  });

  test.each([
    ['the IP version', 14, 0x65, 'bad-version', 'ipv4.version', 14],
    ['a header shorter than 20 bytes', 14, 0x44, 'bad-length', 'ipv4.headerLength', 14],
    ['IP options', 14, 0x46, 'unsupported', 'ipv4.headerLength', 14],
    ['a total length below the header', 17, 0x10, 'bad-length', 'ipv4.totalLength', 16],
    ['a total length above what is there', 16, 0xff, 'truncated', 'ipv4.totalLength', 16],
    ['the reserved IP flag', 20, 0x80, 'unsupported', 'ipv4.flags', 20],
    ['the outer TTL', 22, 0x3f, 'bad-checksum', 'ipv4.checksum', 24],
    ['a UDP length below the header', 39, 0x07, 'bad-length', 'udp.length', 38],
    ['a UDP length above what is there', 38, 0xff, 'truncated', 'udp.length', 38],
    ['the UDP checksum', 40, 0xcd, 'bad-checksum', 'udp.checksum', 40],
    ['the VXLAN I flag', 42, 0x00, 'bad-checksum', 'udp.checksum', 40],
  ] as const)(
    'with %s changed is refused, and says where',
    (_name, at, value, code, field, offset) => {
      const bytes = VXLAN_BYTES.slice();
      bytes[at] = value;
      const decoded = decodeFrame(bytes, verified);
      expect(decoded.ok).toBe(false);
      if (!decoded.ok) expect(decoded.error).toMatchObject({ code, field, offset });
    },
  );

  test.each([
    ['a VXLAN header without the I flag', 42, 0x00, 'unsupported', 'vxlan.flags', 42],
    ['the inner IP version', 64, 0x55, 'bad-version', 'ipv4.version', 64],
  ] as const)(
    'with %s is refused even when checksums are not looked at',
    (_name, at, value, code, field, offset) => {
      const bytes = VXLAN_BYTES.slice();
      bytes[at] = value;
      const decoded = decodeFrame(bytes);
      expect(!decoded.ok && decoded.error).toMatchObject({ code, field, offset });
    },
  );

  test.each([
    ['the TCP checksum', 36, 0x00, 'bad-checksum', 'tcp.checksum'],
    ['a data offset below 5', 32, 0x40, 'bad-length', 'tcp.dataOffset'],
    ['a data offset above what is there', 32, 0xf0, 'truncated', 'tcp.dataOffset'],
    ['an option that runs past the header', 41, 0x30, 'bad-length', 'tcp.options'],
    ['an option of length 1', 41, 0x01, 'bad-length', 'tcp.options'],
  ] as const)('with %s changed in a SYN is refused', (_name, at, value, code, field) => {
    const bytes = SYN_BYTES.slice();
    bytes[at] = value;
    const decoded = decodeIpv4(bytes, { verifyChecksums: code === 'bad-checksum' });
    expect(!decoded.ok && decoded.error).toMatchObject({ code, field });
  });

  test.each([
    ['hardware type', 15, 'arp.hardwareType'],
    ['protocol type', 17, 'arp.protocolType'],
    ['hardware length', 18, 'arp.hardwareLength'],
    ['protocol length', 19, 'arp.protocolLength'],
    ['operation', 21, 'arp.operation'],
  ])('of ARP with another %s is refused', (_name, at, field) => {
    const bytes = bytesOf(captured.frames[0]?.hex ?? '');
    bytes[at] = 9;
    const decoded = decodeFrame(bytes);
    expect(!decoded.ok && decoded.error).toMatchObject({ code: 'unsupported', field });
  });

  test('of an ICMP echo with a flipped data bit fails its checksum', () => {
    const bytes = bytesOf(
      captured.frames.find((frame) => frame.name === 'ICMP echo request')?.hex ?? '',
    );
    bytes[97] = (bytes[97] ?? 0) ^ 1;
    expect(decodeFrame(bytes).ok).toBe(true);
    const decoded = decodeFrame(bytes, verified);
    expect(!decoded.ok && decoded.error).toMatchObject({
      code: 'bad-checksum',
      field: 'icmp.checksum',
      offset: 36,
    });
  });
});

describe('odd but legal', () => {
  test('a UDP checksum of zero means that none was computed', () => {
    const bytes = VXLAN_BYTES.slice();
    bytes.fill(0, 40, 42);
    expect(decodeFrame(bytes, verified)).toEqual({ ok: true, value: VXLAN_FRAME });
  });

  test('a UDP checksum that comes out as zero is sent as ffff', () => {
    const udp = (data: Uint8Array): Ipv4Packet => ({
      ...SYN,
      protocol: 17,
      source: '0.0.0.0',
      destination: '0.0.0.0',
      payload: {
        kind: 'udp',
        sourcePort: 0,
        destinationPort: 0,
        payload: { kind: 'raw', bytes: data },
      },
    });
    // protocol 17, length 10 twice, and these two bytes add up to ffff
    const bytes = encode(udp(Uint8Array.of(0xff, 0xff - 17 - 20)));
    expect(toHex(bytes.subarray(26, 28))).toBe('ffff');
    expect(decodeIpv4(bytes, verified).ok).toBe(true);
  });

  test('padding after the packet is left out', () => {
    const padded = new Uint8Array(60);
    padded.set(SYN_BYTES.subarray(0, 40));
    padded[3] = 40;
    padded[32] = 0x50;
    const decoded = decodeIpv4(padded);
    expect(decoded.ok && ipv4Length(decoded.value)).toBe(40);
  });

  test('options that do not fill a word are padded with end options', () => {
    if (SYN.payload.kind !== 'tcp') throw new Error('the vector is a TCP segment');
    const packet = {
      ...SYN,
      payload: { ...SYN.payload, options: [{ kind: 'window-scale', shift: 7 }] as const },
    };
    const bytes = encode(packet);
    expect(toHex(bytes.subarray(40))).toBe('03030700');
    expect(ipv4Length(packet)).toBe(44);
    const decoded = decodeIpv4(bytes, verified);
    expect(decoded.ok && toHex(encode(decoded.value))).toBe(toHex(bytes));
  });

  test('a known option of another length is kept as it is', () => {
    const bytes = SYN_BYTES.slice();
    bytes[41] = 6;
    const decoded = decodeIpv4(bytes);
    expect(decoded.ok && decoded.value.payload).toMatchObject({
      options: expect.arrayContaining([expect.objectContaining({ kind: 'unknown', code: 2 })]),
    });
  });

  test('the first fragment keeps its L4 header as raw bytes', () => {
    const packet: Ipv4Packet = { ...SYN, moreFragments: true };
    const decoded = decodeIpv4(encode(packet));
    expect(decoded.ok && decoded.value.payload.kind).toBe('raw');
  });
});

describe('what cannot be encoded is a mistake of ours', () => {
  test('a packet above 65,535 bytes', () => {
    const packet: Ipv4Packet = { ...SYN, payload: { kind: 'raw', bytes: new Uint8Array(65_516) } };
    expect(() => encode(packet)).toThrow('65536 bytes');
  });

  test('a fragment offset that is no multiple of eight', () => {
    expect(() => encode({ ...SYN, fragmentOffset: 1420 })).toThrow('1420');
  });
});
