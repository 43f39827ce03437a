/**
 * A plan built from network namespaces of this machine, and removed again whatever happens. Only namespaces whose names
 * begin with the prefix of this run are made, used and deleted; no address outside them is contacted.
 */
import { existsSync, readdirSync } from 'node:fs';
import { type KernelPlan, type KernelState, type NamespaceText, planText } from '../../../src/sim';
import { netnsWithPrefix } from '../../../src/sim/plan-text';
import { Agent } from './agent';
import { finished, inside, must, mustFinish } from './command';
import { learntLines } from './learnt';

const NETNS_FOLDER = '/run/netns';
const FAMILY = 'podpath-live-';
/** the kernel's own text of its table; not every kernel has it */
const TABLE = '/proc/net/nf_conntrack';
/** ARP asks for three seconds before it gives up */
const QUIET_SECONDS = 5;
const living = new Set<Laboratory>();
let built = 0;

/** Values that a comparison needs: no rate limits, no revalidation of neighbours, the windows of the captures. */
const CALM: readonly (readonly [string, string])[] = [
  ['net/ipv4/icmp_ratelimit', '0'],
  ['net/ipv4/tcp_no_metrics_save', '1'],
  // what a probe has left behind must not speak during the next one
  ['net/ipv4/tcp_synack_retries', '0'],
  ['net/ipv4/tcp_rmem', '4096 131072 33554432'],
  ['net/ipv4/tcp_wmem', '4096 16384 4194304'],
  ['net/ipv4/neigh/default/base_reachable_time_ms', '3600000'],
];

export class Laboratory {
  readonly agent = new Agent();
  readonly netnsOf;
  private readonly names: readonly string[];

  private constructor(
    readonly plan: KernelPlan,
    readonly prefix: string,
  ) {
    this.netnsOf = netnsWithPrefix(prefix);
    this.names = Object.keys(plan.namespaces).map(this.netnsOf);
  }

  /** `state` says what neighbours and bridges have learnt already. */
  static async build(plan: KernelPlan, state: KernelState): Promise<Laboratory> {
    built += 1;
    const laboratory = new Laboratory(plan, `${FAMILY}${process.pid}-${built}-`);
    living.add(laboratory);
    try {
      await laboratory.build(state);
      return laboratory;
    } catch (error) {
      await laboratory.remove();
      throw error;
    }
  }

  private async build(state: KernelState): Promise<void> {
    const texts = planText(this.plan, this.netnsOf);
    await mustFinish(
      'ip',
      ['-batch', '-'],
      this.names.map((name) => `netns add ${name}\n`).join(''),
    );
    const calm = CALM.map(([key, value]) => ({ key, value }));
    for (const { netns, sysctlFirst } of texts)
      await this.agent.switches(netns, [...sysctlFirst, ...calm]);
    for (const { netns, links } of texts)
      if (links !== '') await mustFinish('ip', ['-n', netns, '-batch', '-'], links);
    for (const { netns, sysctl, namespace } of texts) {
      await this.agent.offloadsOff(
        netns,
        Object.keys(this.plan.namespaces[namespace]?.links ?? {}),
      );
      await this.agent.switches(netns, [...sysctl, ...this.reachable(namespace)]);
    }
    await Promise.all(texts.map((text) => configure(text, learntLines(state, text.namespace))));
    // A port takes entries only once its far end is up as well.
    for (const { netns, namespace } of texts) {
      const { fdb } = learntLines(state, namespace);
      if (fdb !== '') await mustFinish('bridge', ['-n', netns, '-batch', '-'], fdb);
    }
    for (const { namespace, netns } of texts) await this.serve(namespace, netns);
    await this.useNeighbours(state);
  }

  /**
   * A bridge that translates addresses sends the first packet to a neighbour on a longer way, until the header of its
   * frames is cached (net/bridge/br_netfilter_hooks.c br_nf_pre_routing_finish_bridge()).
   */
  private async useNeighbours(state: KernelState): Promise<void> {
    for (const node of this.nodes) {
      const links = this.plan.namespaces[node]?.links ?? {};
      const known = (state.namespaces[node]?.neighbours ?? []).filter(
        ({ device }) => links[device]?.kind === 'bridge',
      );
      if (known.length > 0)
        await this.agent.touch(
          this.netnsOf(node),
          known.map(({ ip }) => ip),
        );
    }
  }

  private reachable(namespace: string) {
    return Object.keys(this.plan.namespaces[namespace]?.links ?? {}).map((device) => ({
      key: `net/ipv4/neigh/${device}/base_reachable_time_ms`,
      value: '3600000',
    }));
  }

  private async serve(namespace: string, netns: string): Promise<void> {
    const own = this.plan.namespaces[namespace];
    for (const { protocol, address, port } of own?.listeners ?? [])
      await this.agent.listen(netns, protocol, address, port, namespace);
  }

  get nodes(): readonly string[] {
    return Object.values(this.plan.namespaces)
      .filter((own) => own.role === 'node')
      .map((own) => own.name);
  }

  run(namespace: string, words: readonly string[]) {
    return finished('nsenter', inside(this.netnsOf(namespace), ...words));
  }

  /** `conntrack -L -o extended` of every node. */
  async conntrack(): Promise<Record<string, readonly string[]>> {
    const { nodes } = this;
    const read = existsSync(TABLE) ? this.readTables(nodes) : this.askTables(nodes);
    const entries = (await read).map(([node, lines]): [string, readonly string[]] => [
      node,
      lines.map((line) => line.replace(/\s+/g, ' ').trim()),
    ]);
    return Object.fromEntries(entries.filter(([, lines]) => lines.length > 0));
  }

  private async readTables(nodes: readonly string[]): Promise<[string, readonly string[]][]> {
    const { tables } = await this.agent.tables(nodes.map(this.netnsOf));
    return nodes.map((node) => [
      node,
      (tables[this.netnsOf(node)] ?? []).map((line) => line.replace(' zone=0', '')),
    ]);
  }

  private askTables(nodes: readonly string[]): Promise<[string, readonly string[]][]> {
    const ask = async (node: string): Promise<[string, readonly string[]]> => {
      const { stdout } = await this.run(node, ['conntrack', '-L', '-o', 'extended']);
      return [node, stdout.split('\n').filter((line) => line !== '')];
    };
    return Promise.all(nodes.map(ask));
  }

  /** Nothing of what was asked before is left: no connection, no question, no learnt path MTU. Returns who was not quiet. */
  async settle(): Promise<readonly string[]> {
    const { busy } = await this.agent.hangUp(this.names, QUIET_SECONDS);
    await this.agent.forget(this.nodes.map(this.netnsOf), this.names);
    return busy;
  }

  async remove(): Promise<void> {
    await this.agent.stop();
    const names = existing().filter((name) => name.startsWith(this.prefix));
    if (names.length > 0) await mustFinish('ip', ['-force', '-batch', '-'], deletion(names));
    living.delete(this);
  }

  /** For the moment when a signal ends the run. */
  deleteNamespaces(): void {
    living.delete(this);
    deleteAll(this.prefix);
  }
}

async function configure(
  { netns, addresses, fdb, accounting, iptables, nft }: NamespaceText,
  learnt: { readonly neighbours: string },
): Promise<void> {
  await mustFinish('ip', ['-n', netns, '-batch', '-'], addresses + learnt.neighbours);
  if (fdb !== '') await mustFinish('bridge', ['-n', netns, '-batch', '-'], fdb);
  for (const name of accounting) await mustFinish('nsenter', inside(netns, 'nfacct', 'add', name));
  if (iptables !== '') await mustFinish('nsenter', inside(netns, 'iptables-restore'), iptables);
  if (nft !== '') await mustFinish('nsenter', inside(netns, 'nft', '-f', '-'), nft);
}

const existing = (): readonly string[] =>
  existsSync(NETNS_FOLDER)
    ? readdirSync(NETNS_FOLDER).filter((name) => name.startsWith(FAMILY))
    : [];

const deletion = (names: readonly string[]): string =>
  names.map((name) => `netns del ${name}\n`).join('');

function deleteAll(prefix: string): number {
  const names = existing().filter((name) => name.startsWith(prefix));
  if (names.length > 0) must('ip', ['-force', '-batch', '-'], deletion(names));
  return names.length;
}

export function removeAll(): void {
  for (const laboratory of living) laboratory.deleteNamespaces();
}

/** Namespaces of runs whose process is gone. Returns how many there were. */
export function removeLeftovers(): number {
  const prefixes = new Set(
    existing().flatMap((name) => /^podpath-live-\d+-/.exec(name)?.[0] ?? []),
  );
  let removed = 0;
  for (const prefix of prefixes) {
    const pid = Number(/\d+/.exec(prefix)?.[0]);
    if (!isAlive(pid)) removed += deleteAll(prefix);
  }
  return removed;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
