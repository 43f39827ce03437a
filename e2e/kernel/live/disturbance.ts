/**
 * Whether the machine was too busy for a recording to show what kernels do by themselves. Only what was seen decides this,
 * never what was expected: packets that stood still, answers that came after a timer had fired, a wait that was too short.
 */
import { packetKey } from './packet-key';
import type { Hop } from './sightings';

/** from one device to the next; nothing but a question for a neighbour may take longer */
const TRANSIT_MICROS = 10_000;
/** a process answers sooner than its kernel, whose delayed acknowledgement comes after 40 ms */
const ANSWER_MICROS = 25_000;
/** a timer of 200 ms may have fired in the meantime, as it should */
const TIMER_MICROS = 180_000;
/** the wait after a probe ends this long after the last packet at least */
const REST_MICROS = 15_000;

export function disturbance(
  hops: readonly Hop[],
  waitedMicros: number,
  tunnelPorts: ReadonlySet<number>,
): string | null {
  return stoodStill(hops) ?? answeredLate(hops, tunnelPorts) ?? endedEarly(hops, waitedMicros);
}

const isQuestion = ({ hex }: Hop): boolean => hex.slice(24, 28) === '0806';
const milliseconds = (micros: number): string => `${(micros / 1000).toFixed(0)} ms`;

function stoodStill(hops: readonly Hop[]): string | null {
  const last = new Map<string, Hop>();
  for (const hop of hops) {
    const before = last.get(hop.pkt);
    last.set(hop.pkt, hop);
    const gap = before ? hop.t_us - before.t_us : 0;
    if (!before || gap <= TRANSIT_MICROS) continue;
    const asked = hops.some(
      (other) => isQuestion(other) && other.t_us >= before.t_us && other.t_us <= hop.t_us,
    );
    if (!asked) return `${hop.pkt} stood still for ${milliseconds(gap)} before ${hop.ns}/${hop.if}`;
  }
  return null;
}

/** Something with a payload reached the end of its way, and what left there next was late. */
function answeredLate(hops: readonly Hop[], tunnelPorts: ReadonlySet<number>): string | null {
  const ends = new Map(hops.map((hop) => [hop.pkt, hop]));
  const starts = new Map([...hops].reverse().map((hop) => [hop.pkt, hop]));
  for (const end of ends.values()) {
    if (end.dir !== 'in' || !hasPayload(end, tunnelPorts)) continue;
    const next = [...starts.values()].find(
      (hop) => hop.ns === end.ns && hop.dir === 'out' && hop.t_us > end.t_us,
    );
    const gap = next ? next.t_us - end.t_us : 0;
    if (gap > ANSWER_MICROS && gap < TIMER_MICROS)
      return `${end.ns} took ${milliseconds(gap)} to answer ${end.pkt}`;
  }
  return null;
}

const hasPayload = ({ hex }: Hop, tunnelPorts: ReadonlySet<number>): boolean =>
  packetKey(Uint8Array.from(Buffer.from(hex, 'hex')), tunnelPorts).payload > 0;

function endedEarly(hops: readonly Hop[], waitedMicros: number): string | null {
  const last = hops[hops.length - 1];
  if (!last || waitedMicros - last.t_us > REST_MICROS) return null;
  return `${last.pkt} was still on its way when the wait ended`;
}
