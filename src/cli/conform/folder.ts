/** A folder of recordings: its index, and for each scenario the cluster that it was recorded in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Json, list, NotComparable, record } from './golden';
import { topologyFromState } from './state-topology';
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
      const name = topologyName(entry, record(scenario), has);
      const known = topologies.get(name);
      const base = known ?? (has(name) ? read(name) : readState(directory, name));
      topologies.set(name, base);
      const isChanged = list(entry?.changes).length > 0 && !has('patches.json');
      if (isChanged)
        throw new NotComparable(
          'patches.json is missing, and the cluster had been changed by commands',
        );
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

/** The file that the index names, else the one for the scenario's mode; it need not exist. */
function topologyName(
  entry: Json | undefined,
  scenario: Json,
  has: (name: string) => boolean,
): string {
  const usual = `topology.${scenario.cni}-${scenario.proxy}.json`;
  const named = [entry?.topology, scenario.topology].find((name) => typeof name === 'string');
  return typeof named === 'string' && (has(named) || !has(usual)) ? named : usual;
}

/** Without a topology file, what the tools printed in each namespace of that mode. */
function readState(directory: string, name: string): unknown {
  const mode = name.replace(/^topology\./, '').replace(/\.json$/, '');
  const folder = path.join(directory, 'state');
  const files = existsSync(folder)
    ? readdirSync(folder).filter((file) => file.startsWith(`${mode}.`) && file.endsWith('.json'))
    : [];
  if (files.length === 0)
    throw new NotComparable(`neither ${name} nor state/${mode}.*.json is there`);
  return topologyFromState(
    Object.fromEntries(
      files.map((file) => [
        file.slice(mode.length + 1, -'.json'.length),
        readJson(path.join(folder, file)),
      ]),
    ),
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new NotComparable(`${path.basename(file)} cannot be read: ${message}`);
  }
}
