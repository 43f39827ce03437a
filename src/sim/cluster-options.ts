/** Options of a world: what is missing is filled in, what cannot be is refused with the way out. */
import { CNIS } from './cni/registry';
import { FAULT_IDS, FAULTS } from './fault/registry';
import { findService, MY_SERVICE } from './kube/edits';
import { suggestion } from './kube/suggest';
import type { AnyObject } from './kube/types';
import { PROXIES } from './proxy/registry';
import { err, ok, type Problem, type Result } from './result';
import { DEFAULT_OPTIONS, type FaultId, type WorldOptions } from './world';

/** RFC 791: every link carries 68 bytes; 65535 is the largest IPv4 packet. */
const SMALLEST_MTU = 68;
const LARGEST_MTU = 65535;
export const DEFAULT_NODE_MTU = 1500;

const problem = (code: string, message: string, hint: string): Problem => ({
  code,
  severity: 'error',
  message,
  hint,
});

export function completeOptions(
  objects: readonly AnyObject[],
  given: Partial<WorldOptions>,
): Result<WorldOptions, Problem[]> {
  const options = { ...DEFAULT_OPTIONS, ...given };
  const problems = [
    ...choiceProblems(options),
    ...(['podMtu', 'nodeMtu', 'fabricMtu'] as const).flatMap((name) =>
      mtuProblems(name, options[name]),
    ),
  ];
  if (problems.length > 0) return err(problems);
  const impossible = options.faults.flatMap((id) => faultProblems(id, objects, options));
  return impossible.length > 0 ? err(impossible) : ok(options);
}

function choiceProblems(options: WorldOptions): Problem[] {
  const problems: Problem[] = [];
  if (!Object.hasOwn(CNIS, options.cni)) {
    const hint = suggestion(options.cni, Object.keys(CNIS), 'CNIs');
    problems.push(problem('unknown-cni', `unknown CNI "${options.cni}"`, hint));
  }
  if (!Object.hasOwn(PROXIES, options.proxy)) {
    const message = `unknown service proxy "${String(options.proxy)}"`;
    const hint = suggestion(options.proxy, Object.keys(PROXIES), 'service proxies');
    problems.push(problem('unknown-proxy', message, hint));
  }
  for (const id of options.faults) {
    if (Object.hasOwn(FAULTS, id)) continue;
    problems.push(
      problem('unknown-fault', `unknown fault "${id}"`, suggestion(id, FAULT_IDS, 'faults')),
    );
  }
  return problems;
}

function mtuProblems(name: string, value: number | undefined): Problem[] {
  if (value === undefined) return [];
  if (Number.isInteger(value) && value >= SMALLEST_MTU && value <= LARGEST_MTU) return [];
  const hint = `Choose a whole number from ${SMALLEST_MTU} to ${LARGEST_MTU}.`;
  return [problem('bad-mtu', `${name} cannot be ${value} bytes`, hint)];
}

function faultProblems(
  id: FaultId,
  objects: readonly AnyObject[],
  options: WorldOptions,
): Problem[] {
  const { cnis } = FAULTS[id];
  if (cnis && !cnis.includes(options.cni)) {
    const message = `the fault ${id} cannot exist with the CNI ${options.cni}`;
    return [problem('fault-not-possible', message, `Choose one of: ${cnis.join(', ')}.`)];
  }
  if (findService(objects, MY_SERVICE)) return [];
  const message = `the fault ${id} needs the Service default/my-service`;
  return [problem('fault-not-possible', message, 'Add the Service, or leave the fault out.')];
}
