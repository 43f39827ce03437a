/**
 * Runs one command in a world: copies what may change, lets the host loop work through its queue in the order of the
 * virtual clock, and gives back output, trace and the world afterwards. Same world and command: same bytes.
 */
import type { Choose, Draw } from './filter/types';
import { arrive, decapsulate, forward, receive, routeInput } from './host/input';
import { bridge } from './host/bridging';
import { seededChance } from './host/chance';
import { deliver } from './host/deliver';
import { forcedChoice, forcedDraw } from './host/forced-draw';
import type { Host, Kernel } from './host/kernel';
import { servePods } from './host/serve';
import type { KernelPlan } from './plan';
import { neighbour, output, postrouting, transmit } from './host/output';
import { Process } from './host/process';
import { EventQueue } from './event-queue';
import { nextFraction, type Random } from './random';
import type { Step, Timed } from './skb';
import type { KernelState, NamespaceState } from './state';
import { runCommandLine } from './tools/shell';
import { Recorder } from './trace/recorder';
import type { ExitStatus, Task } from './transport/syscalls';
import { SocketTable } from './transport/sockets';
import type { Run, RunOptions, World } from './world';

const DEFAULT_LIMIT_MICROS = 180_000_000;
/** after the command has ended, the closing packets of its connections still fly */
const LINGER_MICROS = 400_000;
const MAXIMUM_STEPS = 2_000_000;

/** Runs a command line where it is typed: "workstation" (kubectl), a node, or "namespace/pod". */
export function run(world: World, at: string, commandLine: string, options: RunOptions = {}): Run {
  const state = copyState(world.state);
  const task = (namespace: string): Task<ExitStatus> =>
    runCommandLine(commandLine, {
      argv: [],
      namespace,
      plan: world.plan,
      cluster: world.cluster,
      state,
    });
  return runTask(world, state, at, commandLine, task, options);
}

function runTask(
  world: World,
  state: KernelState,
  at: string,
  command: string,
  task: (namespace: string) => Task<ExitStatus>,
  options: RunOptions,
): Run {
  const { kernel, queue } = boot(world, state, options);
  const process = new Process(kernel, homeOf(kernel, at), task(at), options.sourcePort);
  process.start();
  drain(kernel, queue, process, options.limitMicros ?? DEFAULT_LIMIT_MICROS);
  const status = process.result ?? interrupted();
  state.nowMicros = kernel.now;
  state.random = kernel.random.state;
  state.nextConnectionId = kernel.nextConnectionId;
  const join = (stream: 'stdout' | 'stderr') =>
    status.lines
      .filter((line) => line.stream === stream)
      .map((line) => `${line.text}\n`)
      .join('');
  return {
    lines: status.lines,
    stdout: join('stdout'),
    stderr: join('stderr'),
    exitCode: status.exitCode,
    trace: kernel.recorder.finish(kernel.now, command, at),
    world: { ...world, state },
  };
}

const interrupted = (): ExitStatus => ({
  lines: [
    {
      atMicros: 0,
      stream: 'stderr',
      text: '^C (stopped: the command ran longer than the simulated limit)',
    },
  ],
  exitCode: 130,
});

/** A host for every namespace: its configuration, what it has learnt, and fresh socket tables. */
export function bootHosts(kernelPlan: KernelPlan, state: KernelState): Map<string, Host> {
  const hosts = new Map<string, Host>();
  for (const plan of Object.values(kernelPlan.namespaces)) {
    const namespaceState = state.namespaces[plan.name];
    if (!namespaceState) continue;
    hosts.set(plan.name, {
      plan,
      state: namespaceState,
      sockets: new SocketTable(plan.listeners),
      fragments: new Map(),
      waiting: new Map(),
      redirects: new Map(),
    });
  }
  return hosts;
}

function boot(world: World, state: KernelState, options: RunOptions) {
  const random: Random = { state: state.random };
  const queue = new EventQueue<Step>();
  const dice: Draw = (_rule, probability) => nextFraction(random) < probability;
  const choose: Choose = (_rule, { length }) => Math.floor(nextFraction(random) * length);
  const forced = [options.endpoint ?? []].flat();
  const kernel: Kernel = {
    plan: world.plan,
    cluster: world.cluster,
    hosts: bootHosts(world.plan, state),
    recorder: new Recorder(state.nowMicros),
    random,
    draw: forced.length > 0 ? forcedDraw(world.plan, forced, dice) : dice,
    choose: forced.length > 0 ? forcedChoice(world.plan, forced, choose) : choose,
    chance: seededChance(random),
    serve: servePods(world.cluster),
    now: state.nowMicros,
    nextConnectionId: state.nextConnectionId,
    schedule: (timed: Timed) => queue.push(kernel.now + timed.after, timed.step),
  };
  return { kernel, queue };
}

/** A command of the learner's own machine needs no network of its own; it borrows an empty host. */
function homeOf(kernel: Kernel, at: string): Host {
  const host = kernel.hosts.get(at);
  if (host) return host;
  const first = kernel.hosts.values().next().value;
  if (!first) throw new Error('broken assumption: a world has at least one namespace');
  return { ...first, sockets: new SocketTable([]), fragments: new Map(), waiting: new Map() };
}

function drain(
  kernel: Kernel,
  queue: EventQueue<Step>,
  process: Process<ExitStatus>,
  limitMicros: number,
): void {
  const start = kernel.now;
  let end = start + limitMicros;
  let lingering = false;
  for (let steps = 0; steps < MAXIMUM_STEPS; steps += 1) {
    if (process.finished && !lingering) {
      lingering = true;
      end = Math.min(end, kernel.now + LINGER_MICROS);
    }
    const event = queue.pop();
    if (!event) return;
    if (event.atMicros > end) {
      if (!process.finished) kernel.now = end;
      return;
    }
    kernel.now = event.atMicros;
    for (const timed of take(kernel, event.value)) kernel.schedule(timed);
    process.check();
  }
}

/** The stage loop: each place says what happens next. */
export function take(kernel: Kernel, step: Step): readonly Timed[] {
  switch (step.do) {
    case 'arrive':
      return arrive(kernel, step);
    case 'bridge':
      return bridge(kernel, step);
    case 'receive':
      return receive(kernel, step);
    case 'route-input':
      return routeInput(kernel, step);
    case 'forward':
      return forward(kernel, step);
    case 'deliver':
      return deliver(kernel, step);
    case 'output':
      return output(kernel, step);
    case 'postrouting':
      return postrouting(kernel, step);
    case 'neighbour':
      return neighbour(kernel, step);
    case 'transmit':
      return transmit(kernel, step);
    case 'decapsulate':
      return decapsulate(kernel, step);
    case 'call':
      step.run();
      return [];
  }
}

/** Entries are values, so copying the lists is enough. */
export function copyState(state: KernelState): KernelState {
  const namespaces: Record<string, NamespaceState> = {};
  for (const [name, entry] of Object.entries(state.namespaces)) {
    const counters = Object.fromEntries(
      Object.entries(entry.counters).map(([device, value]) => [device, { ...value }]),
    );
    namespaces[name] = {
      ...entry,
      neighbours: [...entry.neighbours],
      fdb: [...entry.fdb],
      routeExceptions: [...entry.routeExceptions],
      conntrack: [...entry.conntrack],
      sockets: [...entry.sockets],
      counters,
      ruleCounters: { ...entry.ruleCounters },
      errorBudgets: { ...entry.errorBudgets },
      remembered: { ...entry.remembered },
    };
  }
  return { ...state, namespaces };
}
