/** The walk of a new connection through kube-proxy's chains as a tree with shares, read from the rules themselves. */
import type { Origin, RulePlan, World } from '../../../sim';
import type { Lab } from '../../../state/worlds';

export const REQUESTS = 300;
const SERVICE = { ip: '10.96.0.42', port: 8080 } as const;
const CLIENT = { ip: '10.244.0.5', pod: 'default/pod-a', node: 'node-1' } as const;

export const START = { replicas: 3, dead: 0, probe: 1, seed: 1, sent: 0, pick: 0 };
export type State = typeof START;

/** The cluster with that many backends; the second of them is the one whose process can be stopped. */
export function clusterOf({ sim, build, objects }: Lab, state: State) {
  const scaled = sim.scaleEndpoints(objects, state.replicas);
  const pods = scaled.filter(
    (object) => object.kind === 'Pod' && object.metadata.labels?.app === 'my-service',
  );
  const victim = pods[Math.min(1, pods.length - 1)]?.metadata.name ?? '';
  const probed =
    state.probe === 1 || !victim
      ? scaled
      : sim.setReadinessProbe(scaled, { namespace: 'default', name: victim }, undefined);
  const isStopped = state.dead === 1 && victim !== '';
  const runtime = isStopped ? { [`default/${victim}`]: { process: 'stopped' as const } } : {};
  return { world: build({ seed: state.seed, runtime }, probed), victim };
}

export interface Branch {
  readonly rule: RulePlan;
  /** of what arrives at this rule; 1 for the last, which has no dice */
  readonly probability: number;
  /** of all connections */
  readonly share: number;
  readonly chain: string;
  readonly chainRules: readonly RulePlan[];
  /** "10.244.1.8:8080" */
  readonly endpoint: string;
  readonly pod: string;
  readonly node: string;
}

export interface Walk {
  /** the rule of KUBE-SERVICES for this Service: a jump in nat, or a REJECT in filter */
  readonly entry: RulePlan | null;
  readonly isRejected: boolean;
  readonly chain: string;
  /** rules of the Service's chain before the dice: the masquerade mark */
  readonly marks: readonly RulePlan[];
  readonly branches: readonly Branch[];
  /** pods that the selector finds and the rules leave out */
  readonly left: readonly { readonly pod: string; readonly node: string; readonly ip: string }[];
}

const jumpOf = (rule: RulePlan): string => /-j (KUBE-\S+)/.exec(rule.text)?.[1] ?? '';

export function walkOf(world: World): Walk {
  const tables = world.plan.namespaces[CLIENT.node]?.iptables ?? {};
  const rulesOf = (table: 'nat' | 'filter', name: string): readonly RulePlan[] =>
    tables[table]?.find((chain) => chain.name === name)?.rules ?? [];
  const isOurs = ({ text }: RulePlan) =>
    text.includes(`-d ${SERVICE.ip}/32`) && text.includes(`--dport ${SERVICE.port} `);
  const jump = rulesOf('nat', 'KUBE-SERVICES').find(isOurs) ?? null;
  const reject = rulesOf('filter', 'KUBE-SERVICES').find(isOurs) ?? null;
  const chain = jump ? jumpOf(jump) : '';
  const own = rulesOf('nat', chain);
  const branches: Branch[] = [];
  let rest = 1;
  for (const rule of own.filter((entry) => jumpOf(entry).startsWith('KUBE-SEP-'))) {
    const probability = Number(/--probability (\S+)/.exec(rule.text)?.[1] ?? 1);
    const chainRules = rulesOf('nat', jumpOf(rule));
    const endpoint = chainRules
      .map(({ text }) => /--to-destination (\S+)/.exec(text)?.[1])
      .find((found) => found !== undefined);
    const place = podAt(world, endpoint?.split(':')[0] ?? '');
    const share = rest * probability;
    rest -= share;
    branches.push({
      rule,
      probability,
      share,
      chain: jumpOf(rule),
      chainRules,
      endpoint: endpoint ?? '',
      ...place,
    });
  }
  return {
    entry: jump ?? reject,
    isRejected: jump === null && reject !== null,
    chain,
    marks: own.filter((entry) => !jumpOf(entry).startsWith('KUBE-SEP-')),
    branches,
    left: backends(world)
      .filter(({ ip }) => !branches.some((branch) => branch.endpoint.startsWith(`${ip}:`)))
      .map(({ pod, node, ip }) => ({ pod, node, ip })),
  };
}

function backends(world: World) {
  return world.cluster.pods
    .filter(({ metadata }) => metadata.labels?.app === 'my-service')
    .map((pod) => ({
      pod: pod.metadata.name,
      node: pod.spec.nodeName ?? '',
      ip: pod.status?.podIP ?? '',
    }));
}

function podAt(world: World, ip: string): { readonly pod: string; readonly node: string } {
  return backends(world).find((entry) => entry.ip === ip) ?? { pod: ip, node: '' };
}

/** What the dice say, in words: "1 in 3", "1 in 2 of the rest", "all that is left". */
export function diceOf(branch: Branch, index: number): string {
  if (branch.probability === 1) return index === 0 ? 'every one' : 'all that is left';
  const chance = `1 in ${Math.round(1 / branch.probability)}`;
  return index === 0 ? chance : `${chance} of the rest`;
}

export interface Tally {
  readonly endpoint: string;
  readonly count: number;
  readonly answers: boolean;
}

export interface Draws {
  /** index of the branch that each request took, in the order of sending; -1 when it was rejected */
  readonly order: readonly number[];
  readonly tallies: readonly Tally[];
  readonly refused: number;
}

/** Draws by the rules, and asks each backend once what it answers. */
export function send(sim: Lab['sim'], world: World, walk: Walk): Draws {
  const drawn = sim.drawEndpoints(world, CLIENT.node, CLIENT.ip, SERVICE, REQUESTS);
  const order = drawn.map((endpoint) =>
    walk.branches.findIndex((branch) => branch.endpoint === endpoint),
  );
  const tallies = walk.branches.map(({ endpoint }, index): Tally => {
    const [ip = ''] = endpoint.split(':');
    const { exitCode } = sim.run(world, CLIENT.pod, `nc -zv -w 2 ${SERVICE.ip} ${SERVICE.port}`, {
      endpoint: ip,
    });
    const count = order.filter((entry) => entry === index).length;
    return { endpoint, count, answers: exitCode === 0 };
  });
  const answered = tallies.reduce((sum, { count, answers }) => sum + (answers ? count : 0), 0);
  return { order, tallies, refused: REQUESTS - answered };
}

/** A rule in words. The forms are those that kube-proxy writes. */
export function readingOf({ text }: RulePlan): string {
  const to = /--to-destination (\S+)/.exec(text)?.[1];
  if (to) return `rewrite the destination to ${to}`;
  if (text.includes('-j REJECT'))
    return 'no endpoint: answer “port unreachable”, the client reads “refused”';
  const source = / (! )?-s (\S+)/.exec(text);
  if (text.includes('KUBE-MARK-MASQ')) {
    return source?.[1]
      ? `from outside ${source[2]}: mark it, the source is replaced on the way out`
      : `from ${source?.[2]}, the backend itself: mark it (hairpin)`;
  }
  const chance = /--probability (\S+)/.exec(text)?.[1];
  if (chance)
    return `throw the dice: 1 in ${Math.round(1 / Number(chance))} of what arrives goes there`;
  return text.includes('-d ')
    ? 'this address and port: go to the chain of the Service'
    : 'everything left goes there';
}

export function authorOf({ agent, object }: Origin): string {
  const source = object?.source ? `, ${object.source.file}:${object.source.line}` : '';
  const name = object ? ` for ${object.kind} ${object.namespace}/${object.name}${source}` : '';
  return `written by ${agent}${name}`;
}

/** Seconds from the death of a process to the moment when its pod stops being ready. */
export function secondsUntilUnready(world: World, pod: string): number {
  const probe = world.cluster.pods.find(({ metadata }) => metadata.name === pod)?.spec.containers[0]
    ?.readinessProbe;
  return (probe?.periodSeconds ?? 10) * (probe?.failureThreshold ?? 3);
}
