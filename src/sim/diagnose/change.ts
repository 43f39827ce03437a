/** What a fix changes: the API objects as a diff of their YAML, and the output of the command that shows the fault. */
import { FAULTS } from '../fault/registry';
import { describe } from '../kube/object-ref';
import type { AnyObject, Cluster } from '../kube/types';
import { run } from '../simulation';
import { toYaml } from '../tools/kubectl/yaml';
import type { FaultId, World } from '../world';
import { type DiffLine, diffLines } from './diff';

export interface Change {
  readonly title: string;
  readonly lines: readonly DiffLine[];
}

/** Objects that differ between two worlds, each as a diff; kernel state is not among them. */
export function changedObjects(before: World, after: World): readonly Change[] {
  const old = byName(before.cluster);
  const now = byName(after.cluster);
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names
    .map((name) => ({
      title: name,
      lines: diffLines(textOf(old.get(name)), textOf(now.get(name))),
    }))
    .filter((change) => change.lines.some((line) => line.kind !== 'same'));
}

/** The command in which the fault shows, before and after. */
export function changedEvidence(id: FaultId, before: World, after: World): Change {
  const { where, clientName } = FAULTS[id];
  const fixed = clientName ? where.command.replaceAll(clientName, 'my-service') : where.command;
  const print = (world: World, command: string) => [
    `$ ${command}`,
    ...run(world, where.at, command).lines.map((line) => line.text),
  ];
  return {
    title: `${where.at} $ ${where.command}`,
    lines: diffLines(print(before, where.command), print(after, fixed)),
  };
}

/** What somebody writes; slices are derived from it. */
const byName = ({ pods, services, networkPolicies, others }: Cluster) =>
  new Map<string, AnyObject>(
    [...pods, ...services, ...networkPolicies, ...others].map((object) => [
      describe(object),
      object,
    ]),
  );

function textOf(object: AnyObject | undefined): readonly string[] {
  if (!object) return [];
  const { positions: _positions, ...fields } = object;
  return toYaml(fields);
}
