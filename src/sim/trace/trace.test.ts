import { describe, expect, test } from 'vitest';
import { run } from '../simulation';
import { lessonWorld } from '../testdata/lesson-world';
import { traceToJson } from './json';
import { conntrackAt, firstExchange, hopsOf, mainConversation } from './select';
import { formatTrace } from './text';

const FORCED = { endpoint: '10.244.1.8' };
const { trace } = run(lessonWorld(), 'default/pod-a', 'curl -s http://my-service:8080/', FORCED);
const { request, reply } = firstExchange(trace);

describe('a trace', () => {
  test('numbers its hops in the order of the clock', () => {
    expect(trace.hops.map((hop) => hop.n)).toEqual(trace.hops.map((_, index) => index));
    const times = trace.hops.map((hop) => hop.atMicros);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('gives every hop to exactly one packet', () => {
    const owned = trace.packets.flatMap((packet) => packet.hops);
    expect([...owned].sort((a, b) => a - b)).toEqual(trace.hops.map((hop) => hop.n));
  });

  test('says of each rule that decided who wrote it, for which object, on which line', () => {
    const translated = trace.hops.find((hop) => hop.summary.includes('rewrites the destination'));
    const cause = translated?.causes[translated.decidedBy ?? -1];
    expect(cause?.origin).toMatchObject({
      agent: 'kube-proxy',
      object: { source: { file: 'content/clusters/lesson.yaml' } },
    });
  });

  test('opens its main conversation with the SYN, not with the question to DNS', () => {
    expect(request?.label).toMatch(/^SYN \d+ → 8080$/);
    expect(reply?.label).toMatch(/^SYN-ACK/);
    expect(mainConversation(trace).every((packet) => packet.protocol !== 'dns')).toBe(true);
  });

  test('ends a delivered packet where a socket takes it', () => {
    const last = hopsOf(trace, [request?.id ?? -1]).at(-1);
    expect(last).toMatchObject({ namespace: 'default/pod-c', stage: 'deliver' });
  });

  test('knows the conntrack table of a node at any hop', () => {
    const hops = hopsOf(trace, [request?.id ?? -1]);
    const translation = hops.findIndex((hop) => hop.summary.includes('rewrites the destination'));
    const before = conntrackAt(trace, 'node-1', (hops[translation]?.n ?? 0) - 1);
    const after = conntrackAt(trace, 'node-1', hops.at(-1)?.n ?? 0);
    expect(before.join()).not.toContain('dst=10.96.0.42');
    expect(after.join('\n')).toMatch(
      /SYN_SENT src=10\.244\.0\.5 dst=10\.96\.0\.42 .*\[UNREPLIED\]/,
    );
  });

  test('node-2 never hears of the ClusterIP', () => {
    const known = trace.conntrack.filter((event) => event.namespace === 'node-2');
    expect(known.length).toBeGreaterThan(0);
    expect(known.some((event) => event.text.includes('10.96.0.42'))).toBe(false);
  });
});

describe('a trace in writing', () => {
  test('shows inner and outer headers of a tunnel, each layer indented below its carrier', () => {
    const text = formatTrace(trace, { packets: [request?.id ?? -1] });
    expect(text).toMatch(
      /Ethernet .*\n\s+IPv4 10\.0\.0\.10 → 10\.0\.0\.11.*\n\s+UDP \d+ → 8472.*\n\s+VXLAN.* 1\b.*\n\s+Ethernet .*\n\s+IPv4 10\.244\.0\.5 → 10\.244\.1\.8/,
    );
  });

  test('names no packet that was not asked for', () => {
    const text = formatTrace(trace, { packets: [request?.id ?? -1] });
    expect(text.match(/^packet \d+/gm)).toHaveLength(1);
  });

  test('is JSON with the bytes of each hop, and the same again from the same world', () => {
    const again = run(lessonWorld(), 'default/pod-a', 'curl -s http://my-service:8080/', FORCED);
    expect(traceToJson(again.trace)).toBe(traceToJson(trace));
    const { hops } = JSON.parse(traceToJson(trace));
    expect(hops[0].after.hex).toMatch(/^45/);
  });
});
