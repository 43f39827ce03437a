import { describe, expect, test } from 'vitest';
import { worldOf } from '../authoring/worlds';
import { type CniName, type FaultId, run } from '../sim';
import { layoutAltitude } from './altitude';
import { sansWidth } from './cutaway/text';

function exchange(cni: CniName, faults: readonly FaultId[] = []) {
  const world = worldOf('lesson', { cni, faults });
  const { trace } = run(
    world,
    'default/pod-a',
    'curl -s -m 5 http://my-service.default:8080/health',
    {
      endpoint: '10.244.1.8',
    },
  );
  const wanted = trace.packets.filter((packet) => packet.label.startsWith('SYN')).slice(0, 2);
  const ids = new Set(wanted.map((packet) => packet.id));
  return { trace, hops: trace.hops.filter((hop) => ids.has(hop.packet)) };
}

describe('the altitude line', () => {
  test.each([300, 840])('goes from left to right and never back at %i px', (width) => {
    const { hops, trace } = exchange('flannel');
    const { steps } = layoutAltitude(hops, width, 118, 26, trace.packets);
    expect(steps).toHaveLength(hops.length);
    steps.slice(1).forEach((step, index) => expect(step.x).toBeGreaterThan(steps[index]?.x ?? 0));
  });

  test.each([300, 840])('keeps its labels apart at %i px', (width) => {
    const { hops, trace } = exchange('flannel');
    const { labels } = layoutAltitude(hops, width, 118, 26, trace.packets);
    const sorted = labels.toSorted((one, other) => one.x - other.x);
    sorted.slice(1).forEach((label, index) => {
      const before = sorted[index];
      const gap = label.x - (before?.x ?? 0);
      expect(gap).toBeGreaterThan(
        (sansWidth(label.text, 11) + sansWidth(before?.text ?? '', 11)) / 2,
      );
    });
    expect(labels.map((label) => label.text)).toContain('DNAT');
    expect(labels.map((label) => label.text)).toContain('un-DNAT');
  });

  test('carries an inner line through a tunnel, and none over plain routes', () => {
    const count = (cni: CniName) => {
      const { hops, trace } = exchange(cni);
      return layoutAltitude(hops, 840, 118, 98, trace.packets).tunnels.length;
    };
    expect(count('flannel')).toBe(2);
    expect(count('calico')).toBe(0);
  });

  test('a request that is dropped ends in the air', () => {
    const { hops, trace } = exchange('calico', ['policy-drop']);
    const { steps, labels } = layoutAltitude(hops, 840, 118, 98, trace.packets);
    expect(steps.some((step) => step.ends === 'dropped')).toBe(true);
    expect(labels.map((label) => label.text)).toContain('dropped');
  });

  test('names the two halves', () => {
    const { hops, trace } = exchange('flannel');
    const { sections } = layoutAltitude(hops, 840, 118, 98, trace.packets);
    expect(sections.map((section) => section.label)).toEqual(['request → SYN', 'reply ← SYN-ACK']);
  });
});
