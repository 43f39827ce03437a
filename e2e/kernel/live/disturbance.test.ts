import { describe, expect, test } from 'vitest';
import { disturbance } from './disturbance';
import type { Hop } from './sightings';

const TUNNELS = new Set([8472]);
const ETH = '02420af40001' + '02420af40005' + '0800';
const ip = (totalBytes: number): string =>
  `4500${totalBytes.toString(16).padStart(4, '0')}1234400040060000` + '0af40005' + '0af40108';
const tcp = 'a4101f90' + '00000001' + '00000001' + '5018' + '00400000' + '0000';
const REQUEST = ETH + ip(60) + tcp;
const EMPTY = ETH + ip(40) + tcp;
const ARP = '02420af40001' + '02420af40005' + '0806' + '0001';

const hop = (t_us: number, pkt: string, place: string, dir: 'in' | 'out', hex: string): Hop => {
  const [ns = '', device = ''] = place.split('/');
  return { n: 0, pkt, t_us, ns, if: device, dir, len: hex.length / 2, hex };
};

const WAITED = 70_000;
const judge = (hops: readonly Hop[], waited = WAITED) => disturbance(hops, waited, TUNNELS);

describe('a recording', () => {
  const request = (arrival: number) => [
    hop(0, 'p1', 'pod-a/eth0', 'out', REQUEST),
    hop(arrival, 'p1', 'pod-b/eth0', 'in', REQUEST),
  ];

  test('is not disturbed when everything goes on at once', () => {
    expect(judge([...request(90), hop(400, 'p2', 'pod-b/eth0', 'out', REQUEST)])).toBeNull();
  });

  test('is disturbed when a packet stood still between two devices', () => {
    expect(judge(request(30_000))).toBe('p1 stood still for 30 ms before pod-b/eth0');
  });

  test('is not disturbed when the packet waited for a neighbour', () => {
    const [first, last] = request(30_000);
    if (!first || !last) throw new Error('two hops');
    expect(judge([first, hop(50, 'p2', 'pod-a/eth0', 'out', ARP), last])).toBeNull();
  });

  test('is disturbed when a process let a delayed acknowledgement be faster', () => {
    const late = hop(44_000, 'p2', 'pod-b/eth0', 'out', EMPTY);
    expect(judge([...request(100), late], 90_000)).toBe('pod-b took 44 ms to answer p1');
  });

  test('is not disturbed by a delayed acknowledgement of nothing but a FIN', () => {
    const fin = [
      hop(0, 'p1', 'pod-a/eth0', 'out', EMPTY),
      hop(100, 'p1', 'pod-b/eth0', 'in', EMPTY),
    ];
    expect(judge([...fin, hop(44_000, 'p2', 'pod-b/eth0', 'out', EMPTY)], 90_000)).toBeNull();
  });

  test('is not disturbed by a retransmission that its timer has sent', () => {
    const again = hop(201_000, 'p2', 'pod-b/eth0', 'out', REQUEST);
    expect(judge([...request(100), again], 300_000)).toBeNull();
  });

  test('is disturbed when the wait ended with a packet on its way', () => {
    expect(judge(request(60), 8_000)).toBe('p1 was still on its way when the wait ended');
  });

  test('of silence is not disturbed', () => {
    expect(judge([], Infinity)).toBeNull();
  });
});
