/** Builds a plan, asks all probes, and writes what was seen as a folder in the format of the recorded captures. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KernelPlan, KernelState } from '../../../src/sim';
import { type CapturedFrame, Captures, tapsOf } from './capture';
import { Laboratory } from './laboratory';
import { ask, type Outcome, type Probe } from './probe';
import { disturbance } from './disturbance';
import { type Hop, hopsOf } from './sightings';
import { type TopologyNames, topologyOf } from './topology';

export interface Subject {
  readonly plan: KernelPlan;
  readonly state: KernelState;
  readonly names: TopologyNames;
  readonly probes: readonly Probe[];
}

interface Window {
  readonly probe: Probe;
  readonly outcome: Outcome;
  readonly from: number;
  readonly to: number;
  /** namespaces that still had something to send when it began */
  readonly busy: readonly string[];
}

interface Seen {
  readonly hops: readonly Hop[];
  /** from the first packet to the end of the wait */
  readonly waitedMicros: number;
}

const FIRST_PORT = 42000;

/** Writes a folder. Returns what has disturbed a probe, by its id. */
export async function record(
  subject: Subject,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const captured = mkdtempSync(path.join(tmpdir(), 'podpath-live-'));
  let laboratory: Laboratory | undefined;
  let captures: Captures | undefined;
  try {
    laboratory = await Laboratory.build(subject.plan, subject.state);
    captures = new Captures(tapsOf(subject.plan), laboratory.netnsOf, captured);
    await captures.ready();
    const windows = await askAll(laboratory, subject.probes);
    await captures.stop();
    const seen = write(subject, windows, captures.read(), folder);
    return disturbances(subject, windows, seen, captures.lost);
  } finally {
    await captures?.stop();
    await laboratory?.remove();
    rmSync(captured, { recursive: true, force: true });
  }
}

const nowMicros = (): number => Date.now() * 1000;

async function askAll(laboratory: Laboratory, probes: readonly Probe[]): Promise<Window[]> {
  const windows: Window[] = [];
  for (const [index, probe] of probes.entries()) {
    const busy = await laboratory.settle();
    await sleep(3);
    const from = nowMicros();
    const outcome = await ask(laboratory, probe, FIRST_PORT + index);
    windows.push({ probe, outcome, from, to: (outcome.settledMs + 1) * 1000, busy });
  }
  return windows;
}

function write(
  { plan, state, names, probes }: Subject,
  windows: readonly Window[],
  frames: readonly CapturedFrame[],
  folder: string,
): readonly Seen[] {
  mkdirSync(path.join(folder, 'scenarios'), { recursive: true });
  const save = (file: string, value: unknown) =>
    writeFileSync(path.join(folder, file), JSON.stringify(value));
  const topology = `topology.${names.name}.json`;
  save(topology, topologyOf(plan, state, names));
  const ports = tunnelPorts(plan);
  const recorded: Seen[] = [];
  const { cni, proxy } = names;
  const scenarios = windows.map(({ probe: { id, title }, outcome, from, to }) => {
    const seen = frames.filter((frame) => frame.atMicros >= from && frame.atMicros < to);
    const hops = hopsOf(seen, plan, ports);
    recorded.push({ hops, waitedMicros: to - Math.min(...seen.map((frame) => frame.atMicros)) });
    const taps = [...new Set(hops.map((hop) => `${hop.ns}/${hop.if}`))];
    const { result, client, commands, conntrack } = outcome;
    const notes = '';
    const head = { id, title, cni, proxy, checksumOffload: false, notes, result, attempts: 1 };
    save(`scenarios/${id}.json`, { ...head, client, commands, conntrack, taps, hops });
    return {
      id,
      title,
      cni,
      proxy,
      result,
      hops: hops.length,
      trace: false,
      topology,
      changes: [],
    };
  });
  save('index.json', { scenarios });
  if (scenarios.length !== probes.length) throw new Error('every probe has a scenario');
  return recorded;
}

const tunnelPorts = (plan: KernelPlan): ReadonlySet<number> =>
  new Set(
    Object.values(plan.namespaces).flatMap((own) =>
      Object.values(own.links).flatMap(({ vxlan }) => (vxlan ? [vxlan.port] : [])),
    ),
  );

function disturbances(
  { plan }: Subject,
  windows: readonly Window[],
  recorded: readonly Seen[],
  lost: number,
): ReadonlyMap<string, string> {
  const ports = tunnelPorts(plan);
  const found = windows.flatMap(({ probe, busy }, index): [string, string][] => {
    const { hops, waitedMicros } = recorded[index] ?? { hops: [], waitedMicros: 0 };
    const why =
      lost > 0
        ? `the captures lost ${lost} packets`
        : busy.length > 0
          ? `${busy[0]} still had something to send`
          : disturbance(hops, waitedMicros, ports);
    return why ? [[probe.id, why]] : [];
  });
  return new Map(found);
}
