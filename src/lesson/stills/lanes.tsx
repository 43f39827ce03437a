import { envelopeOf } from '../../scene/envelope';
import { align } from '../pieces/vxlan-vs-bgp/align';
import {
  type Crossing,
  cross,
  LANES,
  PING_HEADERS,
  type Settings,
  VERDICTS,
} from '../pieces/vxlan-vs-bgp/model';
import { PROTOCOLS, Way, WAY_HEIGHT } from '../pieces/vxlan-vs-bgp/Way';
import classes from './stills.module.css';
import { type Draw, STILL_WIDTH } from './still';

const LANE_GAP = 20;
const LANE = WAY_HEIGHT + 72 + LANE_GAP;
/** the outermost headers that a lane can add */
const WRAPPING = 64 + 14;
const BAR = 20;

/** Both lanes with the packet on the cable, where the wrapping shows. */
export const lanes: Draw<{ payload: number }> = ({ sim, build }, { payload = 56 } = {}) => {
  const settings: Settings = { payload, podMtu: 0, nodeMtu: 1500, df: true, filtered: false };
  const crossings = LANES.map(({ cni }) => cross(sim.run, build({ cni }), settings));
  const alignment = align(crossings.map(({ hops }) => hops));
  const slot = alignment.phases[2]?.from ?? 0;
  const scale = payload + PING_HEADERS + WRAPPING;
  return {
    height: LANES.length * LANE - LANE_GAP,
    says: LANES.map(({ label }, index) => {
      const crossing = crossings[index];
      const name = `${label[0]?.toUpperCase()}${label.slice(1)}`;
      return crossing ? `${name}: ${wordsOf(crossing)}` : name;
    }).join(' '),
    marks: crossings.map((crossing, index) => {
      const track = alignment.tracks[index];
      if (!track) return null;
      const { hops } = crossing;
      const at = track.at[slot] ?? 0;
      const { text, good } = VERDICTS[crossing.outcome];
      return (
        <g
          key={crossing.run.trace.command + String(index)}
          transform={`translate(0, ${index * LANE})`}
        >
          <text x={2} y={16} className={classes.head}>
            {LANES[index]?.label}
          </text>
          <text
            x={STILL_WIDTH - 2}
            y={16}
            className={good ? classes.good : classes.bad}
            textAnchor="end"
          >
            {text}
          </text>
          <g transform="translate(0, 26)">
            <Way
              hops={hops}
              track={track}
              phases={alignment.phases}
              slot={slot}
              width={STILL_WIDTH}
              onSlot={() => undefined}
            />
          </g>
          <g transform={`translate(0, ${WAY_HEIGHT + 32})`}>
            <Headers crossing={crossing} at={at} scale={scale} />
          </g>
        </g>
      );
    }),
  };
};

const wordsOf = ({ outcome, sentence, wireBytes }: Crossing): string => {
  const [, words = ''] = /^\S+ (.*)$/.exec(VERDICTS[outcome].text) ?? [];
  const largest = wireBytes > 0 ? ` Largest frame on the cable: ${wireBytes} bytes.` : '';
  return `${words}. ${sentence}${largest}`;
};

/** The headers as one bar, each as wide as its bytes. */
function Headers({
  crossing,
  at,
  scale,
}: {
  readonly crossing: Crossing;
  readonly at: number;
  readonly scale: number;
}) {
  const hop = crossing.hops[at];
  const parts = hop ? envelopeOf(hop).layers : [];
  const px = (bytes: number) => (bytes / scale) * STILL_WIDTH;
  const starts = parts.map((_, index) =>
    parts.slice(0, index).reduce((sum, part) => sum + part.bytes, 0),
  );
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const words = parts.map(({ protocol, bytes }) => `${PROTOCOLS[protocol]} ${bytes}`);
  return (
    <>
      {parts.map(({ key, osi, bytes }, index) => (
        <rect
          key={key}
          x={px(starts[index] ?? 0)}
          width={Math.max(0, px(bytes) - 1)}
          height={BAR}
          className={classes.part}
          data-layer={osi}
        />
      ))}
      <text x={2} y={BAR + 17} className={classes.words}>
        {total > 0
          ? `${words.join(' + ')} = ${total} bytes`
          : 'No packet: the kernel refuses to make it.'}
      </text>
    </>
  );
}
