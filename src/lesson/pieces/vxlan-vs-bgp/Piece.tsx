import { useMemo } from 'react';
import { AltitudeLine } from '../../../diagram/AltitudeLine';
import { Envelope } from '../../../diagram/Envelope';
import { Player } from '../../../panels/Player';
import { usePlayer } from '../../../panels/usePlayer';
import { envelopeOf } from '../../../scene/envelope';
import type { CniName, Hop } from '../../../sim';
import { usePieceState } from '../../../state/usePieceState';
import { useLab } from '../useLab';
import { type Crossing, cross, PING_HEADERS, type Settings } from './model';

const LANES: readonly { readonly cni: CniName; readonly label: string }[] = [
  { cni: 'flannel', label: 'VXLAN overlay' },
  { cni: 'calico', label: 'plain routes (BGP)' },
];
const MTUS = [1400, 1430, 1450, 1500] as const;

/** The same packet both ways on one scrubber, and what its size does to it. */
export function Piece({ id }: { readonly id: string }) {
  const { sim, build } = useLab();
  const [state, change] = usePieceState(id, {
    hop: 0,
    payload: 56,
    pod: 0,
    node: 1500,
    df: 1,
    quiet: 0,
  });
  const settings: Settings = {
    payload: state.payload,
    podMtu: state.pod,
    nodeMtu: state.node,
    df: state.df === 1,
    filtered: state.quiet === 1,
  };
  const lanes = useMemo(
    () =>
      LANES.map(({ cni, label }) => {
        const world = build({
          cni,
          nodeMtu: settings.nodeMtu,
          podMtu: settings.podMtu || undefined,
          filterFragNeeded: settings.filtered,
        });
        const crossing = cross(sim.run, world, settings, '10.244.1.8');
        const first = crossing.trace.packets.find((packet) => packet.protocol !== 'arp')?.id;
        return { label, crossing, hops: crossing.trace.hops.filter((hop) => hop.packet === first) };
      }),

    [sim, build, state.payload, state.pod, state.node, state.df, state.quiet],
  );
  const count = Math.max(1, ...lanes.map((lane) => lane.hops.length));
  const player = usePlayer(count, state.hop, (hop) => change({ hop }));
  const seek = (index: number, length: number) =>
    player.send({
      type: 'SEEK',
      index: Math.round((index / Math.max(1, length - 1)) * (count - 1)),
    });
  return (
    <>
      <div className="controls">
        <label>
          Payload{' '}
          <input
            type="range"
            min={0}
            max={1480}
            step={1}
            value={state.payload}
            aria-valuetext={`${state.payload} bytes of payload`}
            onChange={(event) => change({ payload: Number(event.target.value) })}
          />{' '}
          {state.payload} B, packet {state.payload + PING_HEADERS} B
        </label>
        <label>
          Pod MTU{' '}
          <select
            value={state.pod}
            onChange={(event) => change({ pod: Number(event.target.value) })}
          >
            <option value={0}>as the CNI sets it</option>
            {MTUS.map((mtu) => (
              <option key={mtu} value={mtu}>
                {mtu}
              </option>
            ))}
          </select>
        </label>
        <label>
          Node MTU{' '}
          <select
            value={state.node}
            onChange={(event) => change({ node: Number(event.target.value) })}
          >
            {MTUS.map((mtu) => (
              <option key={mtu} value={mtu}>
                {mtu}
              </option>
            ))}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={state.df === 1}
            onChange={(event) => change({ df: event.target.checked ? 1 : 0 })}
          />{' '}
          don’t fragment
        </label>
        <label>
          <input
            type="checkbox"
            checked={state.quiet === 1}
            onChange={(event) => change({ quiet: event.target.checked ? 1 : 0 })}
          />{' '}
          ICMP filtered
        </label>
      </div>
      <Player player={player} count={count} name="VXLAN and BGP side by side" />
      <div className="lanes">
        {lanes.map((lane) => (
          <Lane
            key={lane.label}
            label={lane.label}
            crossing={lane.crossing}
            hops={lane.hops}
            at={player.index}
            count={count}
            onSeek={seek}
          />
        ))}
      </div>
    </>
  );
}

interface LaneProps {
  readonly label: string;
  readonly crossing: Crossing;
  readonly hops: readonly Hop[];
  readonly at: number;
  readonly count: number;
  readonly onSeek: (index: number, length: number) => void;
}

function Lane({ label, crossing, hops, at, count, onSeek }: LaneProps) {
  const index = Math.min(
    hops.length - 1,
    Math.round((at / Math.max(1, count - 1)) * (hops.length - 1)),
  );
  const hop = hops[index];
  const good = crossing.outcome === 'whole' || crossing.outcome === 'fragmented';
  return (
    <section aria-label={label}>
      <h4>{label}</h4>
      <p className={good ? 'outcome' : 'outcome bad'} role="status">
        {crossing.sentence}{' '}
        {crossing.wireBytes > 0
          ? `Largest frame between the nodes: ${crossing.wireBytes} bytes.`
          : ''}
      </p>
      {hop ? (
        <>
          <AltitudeLine
            hops={hops}
            at={index}
            onSeek={(target) => onSeek(target, hops.length)}
            label={`${label}: position`}
            width={960}
          />
          <p>{hop.summary}</p>
          <Envelope envelope={envelopeOf(hop)} />
        </>
      ) : null}
    </section>
  );
}
