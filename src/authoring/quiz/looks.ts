/** Where a review sends the learner: a picture of the lesson and the hop in it, found in the trace which that picture shows. */
import { storyPackets } from '../../lesson/pieces/clusterip-trace/model';
import type { Look } from '../../quiz/question';
import type { Hop } from '../../sim/trace/types';
import { SCENES } from '../vocabulary';
import { runIn, worldFor } from './lab';
import { findHop } from './trace-query';
import { variedClusters } from './variants';

/** What the pictures that have a scrubber run when they are opened; tied to the pictures by a test. */
const SHOWN: Readonly<Record<string, { readonly run: string; readonly endpoint?: string }>> = {
  'clusterip-trace': {
    run: 'curl -s http://my-service.default:8080/health',
    endpoint: '10.244.1.8',
  },
  'walk-cross-node': { run: 'ping -c 1 10.244.1.8' },
};

export function lookAt(see: {
  readonly scene: string;
  readonly text: string;
  readonly hop?: string;
  readonly state?: string;
}): Look {
  const { scene, text, hop, state } = see;
  if (!SCENES.includes(scene))
    throw new Error(`there is no scene "${scene}". Known: ${SCENES.join(' ')}`);
  if (hop === undefined) return state === undefined ? { scene, text } : { scene, text, state };
  const shown = SHOWN[scene];
  const [lesson] = variedClusters();
  if (!shown || !lesson)
    throw new Error(`"${scene}" has no hops. Those with hops: ${Object.keys(SHOWN).join(' ')}`);
  const world = worldFor(lesson, { cni: 'flannel' });
  const { trace } = runIn(world, { at: 'default/pod-a', ...shown });
  const found = findHop(trace, hop);
  const ids = new Set(storyPackets(trace, false).map((packet) => packet.id));
  const hops: readonly Hop[] =
    scene === 'clusterip-trace' ? trace.hops.filter((item) => ids.has(item.packet)) : trace.hops;
  const index = hops.findIndex((item) => item.n === found.n);
  if (index < 0) throw new Error(`the picture "${scene}" does not show the hop "${hop}"`);
  return { scene, text, state: [`hop:${index}`, state].filter(Boolean).join(',') };
}
