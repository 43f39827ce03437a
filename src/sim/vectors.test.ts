import { describe, expect, test } from 'vitest';
import { run } from './simulation';
import { lessonWorld } from './testdata/lesson-world';
import type { Hop, Trace } from './trace/types';
import { fromHex, toHex } from './wire/bytes';
import { encode } from './wire/frame';

/**
 * Frames captured on a Linux 6.18 kernel in the lesson's address plan: an ICMP echo of 8 data bytes through VXLAN, and
 * a SYN to the ClusterIP before and after translation. `_` stands for a nibble that no simulator can know: IP
 * identifications, the tunnel's source port, ICMP identifier, TCP sequence number and time stamp, ports drawn by the
 * sender, and the checksums over them.
 */
const VXLAN_ECHO = [
  '02420a00000b 02420a00000a 0800',
  '4500 0056 ____ 0000 4011 ____ 0a00000a 0a00000b',
  '____ 2118 0042 ____',
  '08000000 00000100',
  'aaaaaaaaaa02 aaaaaaaaaa01 0800',
  '4500 0024 ____ 4000 3f01 ____ 0af40005 0af40108',
  '0800 ____ ____ 0001 0001020304050607',
];
const SYN_AT_POD = [
  '4500003c ____ 4000 4006 ____ 0af40005 0a60002a',
  '82a2 1f90 ________ 00000000 a002 fd5c ____ 0000',
  '02040582 0402 080a ________ 00000000 01 03030a',
];
const SYN_ON_THE_WIRE = [
  '4500006e ____ 0000 4011 ____ 0a00000a 0a00000b',
  '____ 2118 005a ____',
  '08000000 00000100',
  'aaaaaaaaaa02 aaaaaaaaaa01 0800',
  '4500003c ____ 4000 3f06 ____ 0af40005 0af40108',
  '82a2 1f90 ________ 00000000 a002 fd5c ____ 0000',
  '02040582 0402 080a ________ 00000000 01 03030a',
];
const SPORT = 0x82a2;

function differences(bytes: Uint8Array, pattern: readonly string[]): readonly string[] {
  const expected = pattern.join('').replaceAll(' ', '');
  const got = toHex(bytes);
  if (got.length !== expected.length)
    return [`${got.length / 2} bytes instead of ${expected.length / 2}`];
  return [...expected].flatMap((nibble, at) =>
    nibble === '_' || nibble === got[at] ? [] : [`nibble ${at}: ${got[at]} instead of ${nibble}`],
  );
}

function bytesAt(trace: Trace, test: (hop: Hop) => boolean, skipLink: boolean): Uint8Array {
  const after = trace.hops.find(test)?.after;
  if (!after) throw new Error('no such hop');
  return encode(after).subarray(skipLink ? 14 : 0);
}

const betweenNodes = (hop: Hop): boolean => hop.namespace === 'fabric' && hop.stage === 'arrive';

describe('bytes of the lesson against a kernel capture', () => {
  test('an echo request through VXLAN equals the captured frame of 100 bytes', () => {
    const { trace } = run(lessonWorld(), 'default/pod-a', 'ping -c 1 -s 8 10.244.1.8');
    const frame = bytesAt(trace, betweenNodes, false);
    expect(frame.length).toBe(100);
    expect(differences(frame, VXLAN_ECHO)).toEqual([]);
  });

  const options = { endpoint: '10.244.1.8', sourcePort: SPORT };

  test('a SYN to the ClusterIP leaves the pod as captured', () => {
    const { trace } = run(lessonWorld(), 'default/pod-a', 'nc -zv 10.96.0.42 8080', options);
    const packet = bytesAt(
      trace,
      (hop) => hop.stage === 'transmit' && hop.namespace === 'default/pod-a',
      true,
    );
    expect(differences(packet, SYN_AT_POD)).toEqual([]);
  });

  test('the same SYN between the nodes is translated, wrapped and one hop older, as captured', () => {
    const { trace } = run(lessonWorld(), 'default/pod-a', 'nc -zv 10.96.0.42 8080', options);
    const frame = bytesAt(trace, betweenNodes, true);
    expect(differences(frame, SYN_ON_THE_WIRE)).toEqual([]);
  });

  test('a changed byte is noticed', () => {
    const bytes = fromHex(SYN_AT_POD.join('').replaceAll('_', '0')) ?? new Uint8Array(0);
    bytes[8] = 63;
    expect(differences(bytes, SYN_AT_POD)).toHaveLength(2);
  });
});
