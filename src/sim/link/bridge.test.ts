import { describe, expect, test } from 'vitest';
import type { Link, NamespacePlan } from '../plan';
import { lessonWorld } from '../testdata/lesson-world';
import type { Frame } from '../wire/types';
import { bridgeForward, portsOf } from './bridge';

const found = lessonWorld().plan.namespaces['node-1'];
if (!found) throw new Error('the lesson has node-1');
/** Flannel's conflist asks for hairpin mode; here ports are as the kernel makes them. */
const plain = (port: Link): Link =>
  port.port ? { ...port, port: { hairpin: false, learning: true } } : port;
const links = Object.fromEntries(
  Object.entries(found.links).map(([name, value]) => [name, plain(value)]),
);
const node: NamespacePlan = { ...found, links, fdb: [] };

const link = (name: string): Link => {
  const value = node.links[name];
  if (!value) throw new Error(`node-1 has no ${name}`);
  return value;
};
const bridge = link('cni0');
const ports = portsOf(node, 'cni0');
const [a, b] = ports as [Link, Link];
const POD_A = '02:42:0a:f4:00:05';
const POD_B = '02:42:0a:f4:00:08';

const frame = (source: string, destination: string): Frame => ({
  kind: 'ethernet',
  source,
  destination,
  etherType: 0x0800,
  payload: { kind: 'raw', bytes: new Uint8Array(46) },
});
const learnt = (mac: string, port: Link) => ({ mac, device: port.name, master: 'cni0' });

describe('a bridge', () => {
  test('floods what it does not know, to every port but the one it came from', () => {
    const { ports: out, flooded, local } = bridgeForward(node, [], bridge, a, frame(POD_A, POD_B));
    expect(out).toEqual(ports.filter((port) => port !== a).map((port) => port.name));
    expect({ flooded, local }).toEqual({ flooded: true, local: false });
  });

  test('learns where a sender lives, once', () => {
    const first = bridgeForward(node, [], bridge, a, frame(POD_A, POD_B));
    expect(first.learned).toEqual(learnt(POD_A, a));
    const again = bridgeForward(node, [learnt(POD_A, a)], bridge, a, frame(POD_A, POD_B));
    expect(again.learned).toBeUndefined();
  });

  test('follows a sender that moved to another port', () => {
    const moved = bridgeForward(node, [learnt(POD_A, a)], bridge, b, frame(POD_A, POD_B));
    expect(moved.learned).toEqual(learnt(POD_A, b));
  });

  test('sends to one port when it knows the address, and names the entry that decided', () => {
    const decision = bridgeForward(node, [learnt(POD_B, b)], bridge, a, frame(POD_A, POD_B));
    expect(decision.ports).toEqual([b.name]);
    expect(decision.entry?.text).toBe(`${POD_B} dev ${b.name} master cni0`);
  });

  test('hands a broadcast to its own host as well', () => {
    const everyone = frame(POD_A, 'ff:ff:ff:ff:ff:ff');
    expect(bridgeForward(node, [], bridge, a, everyone)).toMatchObject({
      local: true,
      flooded: true,
    });
  });

  test('keeps what is addressed to itself', () => {
    const own = bridgeForward(node, [], bridge, a, frame(POD_A, bridge.mac));
    expect(own).toMatchObject({ ports: [], local: true });
  });

  test('never sends a frame back through its port, unless the port is in hairpin mode', () => {
    const known = [learnt(POD_A, a)];
    const back = frame(POD_B, POD_A);
    expect(bridgeForward(node, known, bridge, a, back).ports).toEqual([]);
    const hairpin = { ...a, port: { hairpin: true, learning: true } };
    const plan = { ...node, links: { ...node.links, [a.name]: hairpin } };
    expect(bridgeForward(plan, known, bridge, hairpin, back).ports).toEqual([a.name]);
  });

  test('sends nothing through a port that is down', () => {
    const plan = { ...node, links: { ...node.links, [b.name]: { ...b, up: false } } };
    const { ports: out } = bridgeForward(plan, [], bridge, a, frame(POD_A, POD_B));
    expect(out).not.toContain(b.name);
  });
});
