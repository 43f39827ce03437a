import { describe, expect, test } from 'vitest';
import { buildWorld, run } from '../../../sim';
import { lessonObjects } from '../../../sim/testdata/lesson-world';
import { align, PHASES } from './align';
import { type Crossing, cross, LANES, type Outcome, type Settings } from './model';

const PLAIN: Settings = { payload: 56, podMtu: 0, nodeMtu: 1500, df: true, filtered: false };

function both(change: Partial<Settings>): readonly Crossing[] {
  const settings = { ...PLAIN, ...change };
  return LANES.map(({ cni }) => {
    const built = buildWorld(lessonObjects(), {
      cni,
      nodeMtu: settings.nodeMtu,
      podMtu: settings.podMtu || undefined,
      filterFragNeeded: settings.filtered,
    });
    if (!built.ok) throw new Error(built.error[0]?.message);
    return cross(run, built.value, settings);
  });
}

interface Case {
  readonly name: string;
  readonly change: Partial<Settings>;
  readonly outcomes: readonly [Outcome, Outcome];
}

const CASES: readonly Case[] = [
  { name: 'a small ping', change: {}, outcomes: ['whole', 'whole'] },
  { name: '1422 bytes', change: { payload: 1422 }, outcomes: ['whole', 'whole'] },
  { name: '1423 bytes', change: { payload: 1423 }, outcomes: ['refused-locally', 'whole'] },
  {
    name: 'pods left at 1500',
    change: { payload: 1472, podMtu: 1500 },
    outcomes: ['told', 'whole'],
  },
  {
    name: 'pods left at 1500, fragments allowed',
    change: { payload: 1472, podMtu: 1500, df: false },
    outcomes: ['fragmented', 'whole'],
  },
  {
    name: 'the black hole',
    change: { payload: 1472, podMtu: 1500, filtered: true },
    outcomes: ['lost', 'whole'],
  },
  {
    name: 'an underlay too small for both',
    change: { payload: 1472, podMtu: 1500, nodeMtu: 1400, filtered: true },
    outcomes: ['lost', 'lost'],
  },
];

describe('a ping of a given size, by overlay and by plain routes', () => {
  test.each(CASES)('$name', ({ change, outcomes }) => {
    expect(both(change).map((crossing) => crossing.outcome)).toEqual(outcomes);
  });

  test('the overlay adds 50 bytes to the frame on the cable', () => {
    const [overlay, plain] = both({});
    expect((overlay?.wireBytes ?? 0) - (plain?.wireBytes ?? 0)).toBe(50);
    expect(plain?.wireBytes).toBe(14 + 28 + 56);
  });
});

describe('two walks on one scrubber', () => {
  test.each(CASES)('$name: both are at the same place at the same time', ({ change }) => {
    const lanes = both(change).map((crossing) => crossing.hops);
    const { tracks, phases, count } = align(lanes);
    expect(phases.at(-1)?.to).toBe(count - 1);
    lanes.forEach((hops, lane) => {
      if (hops.length === 0) return;
      const track = tracks[lane];
      expect(track?.at).toHaveLength(count);
      const places = track?.at.map((index) => hops[index]?.namespace) ?? [];
      const shown = track?.endsAt === -1 ? places : places.slice(0, (track?.endsAt ?? 0) + 1);
      shown.forEach((place, slot) => {
        const phase = phases.findIndex(({ from, to }) => slot >= from && slot <= to);
        const name = place?.replace('default/', '').replace('fabric', 'the cable');
        expect(name).toBe(PHASES[phase]);
      });
    });
  });

  test('every hop of the longer walk has its slot, and none goes backwards', () => {
    const lanes = both({}).map((crossing) => crossing.hops);
    const { tracks } = align(lanes);
    for (const track of tracks) expect([...track.at].sort((a, b) => a - b)).toEqual(track.at);
    expect(new Set(tracks[0]?.at).size).toBe(lanes[0]?.length);
  });

  test('a packet that never left has no way', () => {
    const lanes = both({ payload: 1423 }).map((crossing) => crossing.hops);
    const { tracks } = align(lanes);
    expect(tracks[0]?.endsAt).toBe(0);
    expect(tracks[1]?.endsAt).toBe(-1);
  });
});
