import { ALTITUDE_HEIGHT, AltitudeMarks } from '../../diagram/AltitudeLine';
import { CutawayMarks } from '../../diagram/Cutaway';
import { PacketGlyph } from '../../diagram/PacketMark';
import { actorsOf } from '../../scene/actors';
import { layoutAltitude } from '../../scene/altitude';
import { layoutCutaway, legsOf } from '../../scene/cutaway';
import { keyHopOf } from '../../scene/key-hop';
import { RINGS, ringsOfHop } from '../../scene/rings';
import type { Hop, Trace, World } from '../../sim';
import { ask } from '../pieces/clusterip-trace/model';
import { type Draw, type Still, STILL_WIDTH } from './still';

const NAMES = 98;
const GAP = 8;

interface Traced {
  readonly world: World;
  readonly trace: Trace;
  readonly hops: readonly Hop[];
  /** index into `hops` */
  readonly hop: number;
}

/** The cutaway with the packet in it, and the altitude line below. */
function stillOf({ world, trace, hops, hop: wanted }: Traced): Still {
  const at = Math.max(0, Math.min(hops.length - 1, wanted));
  const layout = layoutCutaway(world, { width: STILL_WIDTH, ...actorsOf(world, trace, hops) });
  const legs = legsOf(layout, hops);
  const altitude = layoutAltitude(hops, STILL_WIDTH, ALTITUDE_HEIGHT, NAMES, trace.packets);
  const hop = hops[at];
  if (!hop) throw new Error(`"${trace.command}" sends no packet`);
  const [x, y] = legs[at]?.points.at(-1) ?? [0, 0];
  const rings = ringsOfHop(hop);
  return {
    height: layout.height + GAP + ALTITUDE_HEIGHT,
    says: `Hop ${at + 1} of ${hops.length}: ${hop.summary}.`,
    marks: (
      <>
        <CutawayMarks layout={layout} hops={hops} at={at} legs={legs} />
        <g transform={`translate(${x}, ${y})`}>
          <PacketGlyph
            hop={hop}
            shown={RINGS.filter((ring) => rings.has(ring))}
            rings={rings}
            isCompact={layout.isCompact}
          />
        </g>
        <g transform={`translate(0, ${layout.height + GAP})`}>
          <AltitudeMarks altitude={altitude} at={at} isNarrow={false} />
        </g>
      </>
    ),
  };
}

const walkTo =
  (to: string): Draw<{ hop: number }> =>
  ({ sim, build }, position) => {
    const world = build();
    const { trace } = sim.run(world, 'default/pod-a', `ping -c 1 ${to}`);
    const { hops } = trace;
    return stillOf({ world, trace, hops, hop: position?.hop ?? keyHopOf(hops) });
  };

export const walkSameNode = walkTo('10.244.0.8');
export const walkCrossNode = walkTo('10.244.1.8');

export const clusterIpTrace: Draw<{ hop: number }> = ({ sim, build }, position) => {
  const world = build();
  const { trace, hops } = ask(sim, world, { endpoint: '10.244.1.8', isPing: false, all: false });
  return stillOf({ world, trace, hops, hop: position?.hop ?? keyHopOf(hops) });
};
