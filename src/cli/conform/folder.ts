/** A folder of recordings: its index, and for each scenario the cluster that it was recorded in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Json, list, NotComparable, record } from './golden';
import { mergePatch } from './topology';

export interface ScenarioFiles {
  readonly id: string;
  readonly scenario: unknown;
  readonly topology: unknown;
  readonly changes: readonly string[];
  /** hops that the index says the recording has */
  readonly hopCount?: number;
  readonly trace?: unknown;
}

export interface Folder {
  readonly ids: readonly string[];
  /** throws NotComparable when a file is missing or broken */
  load(id: string): ScenarioFiles;
}

export function openFolder(directory: string): Folder {
  const read = (name: string): unknown => readJson(path.join(directory, name));
  const has = (name: string): boolean => existsSync(path.join(directory, name));
  const index = has('index.json') ? list(record(read('index.json')).scenarios).map(record) : [];
  const patches = has('patches.json') ? record(read('patches.json')) : {};
  const found = has('scenarios')
    ? readdirSync(path.join(directory, 'scenarios'))
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -'.json'.length))
    : [];
  const listed = index.map((entry) => String(entry.id));
  const ids = [...listed, ...found.filter((id) => !listed.includes(id))];
  const topologies = new Map<string, unknown>();
  return {
    ids: ids.sort(),
    load(id) {
      const file = `scenarios/${id}.json`;
      if (!has(file)) throw new NotComparable(`${file} is missing`);
      const scenario = read(file);
      const entry = index.find((candidate) => candidate.id === id);
      const name = topologyName(directory, entry, record(scenario));
      const known = topologies.get(name);
      const base = known ?? read(name);
      topologies.set(name, base);
      return {
        id,
        scenario,
        topology: mergePatch(base, patches[id] ?? {}),
        changes: list(entry?.changes).map((change) => String(record(change).cmd ?? '')),
        hopCount: typeof entry?.hops === 'number' ? entry.hops : undefined,
        trace: has(`traces/${id}.trace.json`) ? read(`traces/${id}.trace.json`) : undefined,
      };
    },
  };
}

function topologyName(directory: string, entry: Json | undefined, scenario: Json): string {
  const named = entry?.topology ?? scenario.topology;
  const names = [named, `topology.${scenario.cni}-${scenario.proxy}.json`];
  const found = names.find(
    (name) => typeof name === 'string' && existsSync(path.join(directory, name)),
  );
  if (typeof found !== 'string')
    throw new NotComparable(`no topology file for ${scenario.cni} with ${scenario.proxy}`);
  return found;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new NotComparable(`${path.basename(file)} cannot be read: ${message}`);
  }
}
