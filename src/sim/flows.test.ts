import { describe, expect, test } from 'vitest';
import { run } from './simulation';
import { lessonWorld } from './testdata/lesson-world';
import { conntrackAt, firstExchange } from './trace/select';
import { traceToJson } from './trace/json';
import { frameLength } from './wire/frame';
import type { Run, RunOptions, WorldOptions } from './world';

const REMOTE: RunOptions = { endpoint: '10.244.1.8' };
const LOCAL: RunOptions = { endpoint: '10.244.0.8' };

function inPodA(command: string, options: Partial<WorldOptions> = {}, how: RunOptions = {}): Run {
  return run(lessonWorld(options), 'default/pod-a', command, how);
}

const ttlSeen = (result: Run): string => /ttl=(\d+)/.exec(result.stdout)?.[1] ?? 'none';

describe('a request to the ClusterIP', () => {
  test('takes at least 15 hops each way when the endpoint is on another node', () => {
    const { request, reply } = firstExchange(inPodA('nc -zv 10.96.0.42 8080', {}, REMOTE).trace);
    expect(request?.hops.length).toBeGreaterThanOrEqual(15);
    expect(reply?.hops.length).toBeGreaterThanOrEqual(15);
    expect(request?.to).toBe('default/pod-c');
  });

  test('reaches the pod with the client pod as its source', () => {
    const result = inPodA('curl -s http://10.96.0.42:8080/', {}, REMOTE);
    expect(result.stdout).toMatch(/"pod":"pod-c","seen":"10\.244\.0\.5:\d+"/);
  });

  test('leaves the client pod with the ClusterIP as destination and comes back with it as source', () => {
    const { trace } = inPodA('nc -zv 10.96.0.42 8080', {}, REMOTE);
    const { reply } = firstExchange(trace);
    const last = trace.hops[reply?.hops.at(-1) ?? 0]?.before;
    expect(last?.kind === 'ipv4' && last.source).toBe('10.96.0.42');
  });

  test('is translated on the node of the client only', () => {
    const { trace } = inPodA('nc -zv 10.96.0.42 8080', {}, REMOTE);
    const end = trace.hops.length;
    expect(conntrackAt(trace, 'node-1', end).join('\n')).toContain('dst=10.96.0.42');
    expect(conntrackAt(trace, 'node-2', end).join('\n')).not.toContain('10.96.0.42');
  });

  test('from a node is masqueraded to the address of the tunnel device', () => {
    const result = run(lessonWorld(), 'node-1', 'curl -s http://10.96.0.42:8080/', REMOTE);
    expect(result.stdout).toMatch(/"seen":"10\.244\.0\.0:\d+"/);
  });

  test('gives the same trace, byte for byte, when it is run twice', () => {
    const once = traceToJson(inPodA('curl -s http://my-service:8080/').trace);
    expect(traceToJson(inPodA('curl -s http://my-service:8080/').trace)).toBe(once);
  });

  test('goes somewhere else when the seed is another', () => {
    const pods = [1, 2, 3, 4, 5, 6].map(
      (seed) =>
        /"pod":"([^"]+)/.exec(inPodA('curl -s http://my-service:8080/', { seed }).stdout)?.[1],
    );
    expect(new Set(pods).size).toBeGreaterThan(1);
  });
});

describe('the time to live', () => {
  test('stays 64 on one node with a bridge', () =>
    expect(ttlSeen(inPodA('ping -c 1 10.244.0.8'))).toBe('64'));
  test('is 63 on one node with routed veths', () => {
    expect(ttlSeen(inPodA('ping -c 1 10.244.0.8', { cni: 'calico' }))).toBe('63');
  });
  test.each(['flannel', 'calico', 'calico-vxlan'] as const)('is 62 across nodes with %s', (cni) => {
    expect(ttlSeen(inPodA('ping -c 1 10.244.1.8', { cni }))).toBe('62');
  });
});

describe('a ping of the ClusterIP in iptables mode', () => {
  test('matches no rule, leaves by the default route and is refused by the router there', () => {
    const result = inPodA('ping -c 1 10.96.0.42');
    expect(result.stdout).toContain('From 10.0.0.1 icmp_seq=1 Destination Net Unreachable');
    expect(result.exitCode).toBe(1);
  });
});

describe('a node that does not forward', () => {
  const world = lessonWorld();
  const own = world.plan.namespaces['node-1'];
  if (!own) throw new Error('the lesson has node-1');
  const kept = Object.entries(own.sysctl).filter(([name]) => !name.endsWith('.forwarding'));
  const sysctl = { ...Object.fromEntries(kept), 'net.ipv4.ip_forward': '0' };
  const namespaces = { ...world.plan.namespaces, 'node-1': { ...own, sysctl } };
  const deaf = { ...world, plan: { ...world.plan, namespaces } };

  test('still lets the pods of its bridge talk by their addresses', () => {
    expect(run(deaf, 'default/pod-a', 'nc -zv -w 1 10.244.0.8 8080').exitCode).toBe(0);
  });

  test('drops what a Service translates to one of them, because IP is asked for the way', () => {
    const result = run(deaf, 'default/pod-a', 'nc -zv -w 1 10.96.0.42 8080', LOCAL);
    expect(result.exitCode).toBe(1);
    expect(result.trace.packets.map(({ verdict }) => verdict)).toContainEqual(
      expect.objectContaining({ kind: 'dropped', reason: 'not-forwarding' }),
    );
  });
});

describe('the size of packets', () => {
  test('1422 bytes of payload pass the overlay and 1423 are refused by the pod itself', () => {
    expect(inPodA('ping -c 1 -M do -s 1422 10.244.1.8').exitCode).toBe(0);
    expect(inPodA('ping -c 1 -M do -s 1423 10.244.1.8').stderr).toBe(
      'ping: local error: message too long, mtu=1450\n',
    );
  });

  test('a pod left at 1500 is told by the node, which names the MTU', () => {
    const result = inPodA('ping -c 1 -M do -s 1472 10.244.1.8', { podMtu: 1500 });
    expect(result.stdout).toContain('Frag needed and DF set (mtu = 1450)');
  });

  test('without DF the node cuts the inner packet and the reply comes back', () => {
    const result = inPodA('ping -c 1 -M dont -s 1472 10.244.1.8', { podMtu: 1500 });
    expect(
      result.trace.hops.some((hop) => hop.stage === 'fragment' && hop.namespace === 'node-1'),
    ).toBe(true);
    expect(result.exitCode).toBe(0);
  });

  test.each([
    [3000, 'in the pieces it came in', [1444, 1444, 180]],
    [1423, 'whole when it fits', [1451]],
  ])('a node sends %d bytes that its bridge has put together on %s', (size, _how, expected) => {
    const result = inPodA(`ping -c 1 -M dont -s ${size} 10.0.0.11`);
    const sizes = result.trace.hops.flatMap(({ stage, namespace, device, before }) =>
      stage === 'transmit' &&
      namespace === 'node-1' &&
      device === 'eth0' &&
      before?.kind === 'ethernet'
        ? [frameLength(before) - 14]
        : [],
    );
    expect(sizes).toEqual(expected);
  });

  test('with the ICMP filtered it is lost without a word', () => {
    const result = inPodA('ping -c 1 -W 1 -M do -s 1472 10.244.1.8', {
      podMtu: 1500,
      filterFragNeeded: true,
    });
    expect(result.stdout).not.toContain('Frag needed');
    expect(result.exitCode).toBe(1);
  });

  test('TCP makes smaller segments once it has been told', () => {
    const large =
      'curl -s -m 5 -o /dev/null -w "%{size_download}" http://10.244.1.8:8080/large?bytes=6000';
    expect(inPodA(large, { podMtu: 1500 }).stdout).toBe('6000\n');
    expect(inPodA(large, { podMtu: 1500, filterFragNeeded: true }).exitCode).toBe(28);
  });

  test('a fabric smaller than the nodes believe drops in silence', () => {
    const result = inPodA('ping -c 1 -W 1 -M do -s 1400 10.244.1.8', { fabricMtu: 1400 });
    expect(result.exitCode).toBe(1);
    expect(
      result.trace.hops.some(
        (hop) => hop.verdict.kind === 'dropped' && hop.verdict.reason === 'link-mtu',
      ),
    ).toBe(true);
  });
});

describe('a bridge that does not call iptables', () => {
  test('breaks a Service whose endpoint is on the node of the client', () => {
    const ask = 'nc -zv -w 3 10.96.0.42 8080';
    expect(inPodA(ask, {}, LOCAL).exitCode).toBe(0);
    expect(inPodA(ask, { bridgeNetfilter: false }, LOCAL).exitCode).toBe(1);
    expect(inPodA(ask, { bridgeNetfilter: false }, REMOTE).exitCode).toBe(0);
  });
});

describe('address resolution', () => {
  test('asks before the first packet when nothing is known, and the request still succeeds', () => {
    const result = inPodA('nc -zv 10.96.0.42 8080', { arp: 'cold' }, LOCAL);
    expect(
      result.trace.packets.filter((packet) => packet.protocol === 'arp').length,
    ).toBeGreaterThan(3);
    expect(result.trace.packets.some((packet) => packet.retransmission)).toBe(false);
    expect(result.exitCode).toBe(0);
  });

  test('is answered by the node for any address with Calico, with the same MAC', () => {
    const { trace } = inPodA('ping -c 1 10.244.1.8', { cni: 'calico', arp: 'cold' });
    expect(trace.packets.map((packet) => packet.label)).toContain(
      'ARP 169.254.1.1 is at ee:ee:ee:ee:ee:ee',
    );
  });
});
