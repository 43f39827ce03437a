import { renderToString } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { worldOf } from '../authoring/worlds';
import { type CniName, run } from '../sim';
import { TraceFigure } from './TraceFigure';

function markup(cni: CniName, at: number): string {
  const world = worldOf('lesson', { cni });
  const { trace } = run(world, 'default/pod-a', 'ping -c 1 10.244.1.8');
  const props = { world, trace, hops: trace.hops, name: 'a ping', at, onAt: () => {} };
  return renderToString(<TraceFigure {...props} />);
}

describe('a trace figure rendered on a server', () => {
  test.each<CniName>(['flannel', 'calico', 'calico-vxlan'])(
    'draws the whole stage with %s',
    (cni) => {
      const html = markup(cni, 0);
      for (const name of ['node-1', 'node-2', 'pod-a', 'pod-c', 'eth0'])
        expect(html).toContain(name);
      expect(html).toContain('role="slider"');
      expect(html).toMatch(/hop 1 of \d+, layer 3/);
    },
  );

  test('says at each hop what the hop list says', () => {
    const world = worldOf('lesson');
    const { trace } = run(world, 'default/pod-a', 'ping -c 1 10.244.1.8');
    expect(markup('flannel', 5)).toContain(trace.hops[5]?.summary ?? 'nothing');
  });
});
