import { describe, expect, test } from 'vitest';
import { worldOf } from '../authoring/worlds';
import { run } from '../sim';
import { reasonOf } from './reason';
import { ringsOfHop } from './rings';

const world = worldOf('lesson');
const { trace } = run(world, 'default/pod-a', 'curl -s http://my-service.default:8080/health', {
  endpoint: '10.244.1.8',
});
const syn = trace.packets.find((packet) => packet.label.startsWith('SYN '));
const hops = trace.hops.filter((hop) => hop.packet === syn?.id);

describe('the envelopes round a packet', () => {
  test('a tunnel puts three more round it, and takes them off again', () => {
    const counts = hops.map((hop) => ringsOfHop(hop).size);
    const wrapped = hops.findIndex((hop) => hop.stage === 'encapsulate');
    const opened = hops.findIndex((hop) => hop.stage === 'decapsulate');
    expect(counts[0]).toBe(2);
    expect(Math.max(...counts)).toBe(6);
    expect(ringsOfHop(hops[wrapped] ?? hops[0]!).has('o3')).toBe(true);
    expect(ringsOfHop(hops[opened] ?? hops[0]!).has('o3')).toBe(false);
  });

  test('a hop without bytes still says whether a tunnel carries it', () => {
    const outer = hops.find((hop) => hop.outer && hop.layer === 2);
    const bare = { ...outer!, before: null, after: null };
    expect([...ringsOfHop(bare)].toSorted()).toEqual([...ringsOfHop(outer!)].toSorted());
  });
});

describe('the sheet on the desk', () => {
  test('holds what the rule did', () => {
    const dnat = hops.find((hop) => hop.hook === 'PREROUTING' && hop.layer === 4);
    expect(reasonOf(dnat!)).toEqual({ text: 'DNAT to 10.244.1.8:8080', tone: 'change' });
  });

  test('holds a route without what only tools need', () => {
    const route = hops.find((hop) => hop.stage === 'route' && hop.namespace === 'node-1');
    expect(reasonOf(route!)?.text).toBe('10.244.1.0/24 via 10.244.1.0 dev flannel.1');
  });
});
