import { useDeferredValue, useMemo } from 'react';
import { useWidth } from '../../../diagram/useWidth';
import { Player } from '../../../panels/Player';
import { usePlayer } from '../../../panels/usePlayer';
import { envelopeOf } from '../../../scene/envelope';
import { usePieceState } from '../../../state/usePieceState';
import { useLab } from '../useLab';
import { type Alignment, align, type Track } from './align';
import { Controls } from './Controls';
import {
  type Crossing,
  commandOf,
  cross,
  type Lane,
  LANES,
  PING_HEADERS,
  type Settings,
  VERDICTS,
} from './model';
import classes from './vxlan.module.css';
import { type Part, Stack, Way } from './Way';

const START = { hop: 0, payload: 56, pod: 0, node: 1500, df: 1, quiet: 0 };
/** the outermost headers that a lane can add, so that the bar has room for them */
const WRAPPING = 64;

/** The same packet both ways on one scrubber, and what its size does to it. */
export function Piece({ id }: { readonly id: string }) {
  const { sim, build } = useLab();
  const [state, change] = usePieceState(id, START);
  const { payload, pod, node, df, quiet } = useDeferredValue(state);
  const settings: Settings = useMemo(
    () => ({ payload, podMtu: pod, nodeMtu: node, df: df === 1, filtered: quiet === 1 }),
    [payload, pod, node, df, quiet],
  );
  const crossings = useMemo(
    () =>
      LANES.map(({ cni }) => {
        const world = build({
          cni,
          nodeMtu: settings.nodeMtu,
          podMtu: settings.podMtu || undefined,
          filterFragNeeded: settings.filtered,
        });
        return cross(sim.run, world, settings);
      }),
    [sim, build, settings],
  );
  const alignment = useMemo(() => align(crossings.map(({ hops }) => hops)), [crossings]);
  const player = usePlayer(alignment.count, state.hop, (hop) => change({ hop }));
  const slot = Math.min(player.index, alignment.count - 1);
  const seek = (index: number) => player.send({ type: 'SEEK', index });
  const told = crossings.map((crossing, index) => {
    const hop = crossing.hops[alignment.tracks[index]?.at[slot] ?? 0];
    return `${LANES[index]?.label ?? ''}: ${hop?.summary ?? 'nothing was sent'}`;
  });
  return (
    <div className={classes.piece}>
      <Controls knobs={state} onChange={change} />
      {LANES.map((lane, index) => {
        const crossing = crossings[index];
        const track = alignment.tracks[index];
        return crossing && track ? (
          <LaneView
            key={lane.cni}
            {...{ lane, crossing, track, alignment, slot, settings }}
            onSlot={seek}
          />
        ) : null;
      })}
      <div className={classes.scrub}>
        <input
          type="range"
          min={0}
          max={alignment.count - 1}
          value={slot}
          aria-label="Position of both packets"
          aria-valuetext={told.join('. ')}
          onChange={(event) => seek(Number(event.target.value))}
        />
        <Player player={player} count={alignment.count} name="VXLAN and BGP side by side" />
      </div>
      <SeeIt crossings={crossings} settings={settings} />
    </div>
  );
}

interface LaneProps {
  readonly lane: Lane;
  readonly crossing: Crossing;
  readonly track: Track;
  readonly alignment: Alignment;
  readonly slot: number;
  readonly settings: Settings;
  readonly onSlot: (slot: number) => void;
}

function LaneView({ lane, crossing, track, alignment, slot, settings, onSlot }: LaneProps) {
  const [ref, width] = useWidth(960);
  const { hops, outcome, sentence, wireBytes, podMtu } = crossing;
  const verdict = VERDICTS[outcome];
  const hop = hops[track.at[slot] ?? 0];
  const parts = useMemo(() => (hop ? envelopeOf(hop).layers : unmade(settings)), [hop, settings]);
  const isInPod = hop?.namespace.includes('/') ?? true;
  /** a hop that refuses a packet for its size names the MTU that it does not fit */
  const refusing = Number(/\(MTU (\d+)\)/.exec(hop?.summary ?? '')?.[1] ?? 0);
  return (
    <section aria-label={lane.label} className={classes.lane}>
      <div className={classes.head}>
        <h4>{lane.label}</h4>
        <p role="status">
          <strong data-good={verdict.good}>{verdict.text}</strong> {sentence}
          {wireBytes > 0 ? ` Largest frame on the cable: ${wireBytes} bytes.` : ''}
        </p>
      </div>
      <div ref={ref}>
        <Way
          hops={hops}
          track={track}
          phases={alignment.phases}
          slot={slot}
          width={width}
          onSlot={onSlot}
        />
      </div>
      <Stack
        parts={parts}
        isGhost={hop === undefined}
        scale={Math.max(160, settings.payload + PING_HEADERS + WRAPPING + 14)}
        mtu={refusing || (isInPod ? podMtu : settings.nodeMtu)}
      />
      <p className={classes.now}>
        {hop?.summary ?? 'No packet leaves: the kernel refuses to make it.'}
      </p>
    </section>
  );
}

/** What ping asked for: a packet that never came to be. */
const unmade = ({ payload }: Settings): readonly Part[] => [
  { key: 'ip', protocol: 'ipv4', osi: 3, bytes: PING_HEADERS - 8, isNew: false },
  { key: 'icmp', protocol: 'icmp', osi: 3, bytes: 8, isNew: false },
  { key: 'data', protocol: 'data', osi: 7, bytes: payload, isNew: false },
];

function SeeIt({
  crossings,
  settings,
}: {
  readonly crossings: readonly Crossing[];
  readonly settings: Settings;
}) {
  return (
    <details className={classes.see}>
      <summary>
        See it for yourself: <code>{commandOf(settings)}</code>
      </summary>
      <div className={classes.outputs}>
        {crossings.map((crossing, index) => (
          <div className="terminal" key={LANES[index]?.cni}>
            <div className="where">{LANES[index]?.label}, in default/pod-a</div>
            <pre tabIndex={0} aria-label={`Output, ${LANES[index]?.label ?? ''}`}>
              {crossing.run.lines.map((line) => line.text).join('\n')}
            </pre>
          </div>
        ))}
      </div>
    </details>
  );
}
