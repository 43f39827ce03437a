import { describe, expect, test } from 'vitest';
import { worldOf } from '../authoring/worlds';
import { encode, run } from '../sim';
import { dumpOf } from './dump';

const { trace } = run(
  worldOf('lesson'),
  'default/pod-a',
  'curl -s http://my-service.default:8080/health',
  { endpoint: '10.244.1.8' },
);
const syn = trace.packets.find((packet) => packet.label.startsWith('SYN '));
const hops = trace.hops.filter((hop) => hop.packet === syn?.id);
const dumpAt = (test: (hop: (typeof hops)[number]) => boolean) => {
  const hop = hops.find(test)!;
  return { hop, dump: dumpOf(hop)! };
};

describe('the bytes beside the picture', () => {
  test('are the bytes of the packet, in order', () => {
    for (const hop of hops) {
      const shown = hop.after ?? hop.before;
      if (!shown || shown.kind === 'arp') continue;
      const digits = dumpOf(hop)!
        .runs.map((run) => run.hex)
        .join('')
        .replaceAll(/\s/g, '');
      expect(digits).toBe(Buffer.from(encode(shown)).toString('hex'));
    }
  });

  test('mark the destination and both checksums where the destination is rewritten', () => {
    const { dump } = dumpAt((hop) => hop.hook === 'PREROUTING');
    const changed = dump.runs.filter((run) => run.isChanged);
    expect(changed.map((run) => [run.at, run.osi])).toEqual([
      [10, 3],
      [16, 3],
      [36, 4],
    ]);
    expect(changed[1]?.hex.trim()).toBe('0a f4 01 08');
  });

  test('count the whole packet, also what is not shown', () => {
    const { trace: large } = run(worldOf('lesson'), 'default/pod-a', 'ping -c 1 -s 400 10.244.0.8');
    const dump = dumpOf(large.hops[0]!)!;
    expect(dump.bytes).toBe(428);
    expect(dump.shown).toBe(160);
  });
});
