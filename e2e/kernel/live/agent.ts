/** The process that opens sockets in the namespaces of one laboratory; one order at a time, each with its answer. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SysctlText } from '../../../src/sim';
import { SEARCH_PATH } from './requirements';

export interface Failed {
  readonly errno?: string;
  readonly elapsed_ms?: number;
}
export type Connected = Failed & { readonly local?: string; readonly connect_ms?: number };
export type Answered = Failed & { readonly response?: string; readonly local?: string };

type Order = Readonly<Record<string, unknown>> & { readonly do: string };

export class Agent {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting: ((line: string) => void)[] = [];
  private complaint = '';

  constructor() {
    const script = fileURLToPath(new URL('./agent.py', import.meta.url));
    const python = '/usr/bin/python3';
    this.child = spawn(python, ['-E', '-s', script], { env: { PATH: SEARCH_PATH } });
    createInterface(this.child.stdout).on('line', (line) => this.waiting.shift()?.(line));
    // It may be gone before an order reaches it; its exit answers.
    this.child.stdin.on('error', () => {});
    this.child.stderr.on('data', (text) => {
      this.complaint += String(text);
    });
    this.child.on('exit', () => {
      for (const take of this.waiting.splice(0)) take(JSON.stringify({ error: this.complaint }));
    });
  }

  listen(netns: string, protocol: string, address: string, port: number, pod: string) {
    return this.order({ do: 'listen', netns, protocol, address, port, pod });
  }

  connect(netns: string, sport: number, address: string, port: number, seconds: number) {
    return this.order<Connected>({ do: 'connect', netns, sport, address, port, seconds });
  }

  /** Without an answer the connection is reset at once. */
  request(sport: number, text: string, seconds: number) {
    return this.order<Answered>({ do: 'request', sport, text, seconds });
  }

  close(sport: number) {
    return this.order({ do: 'close', sport });
  }

  datagram(
    netns: string,
    sport: number,
    address: string,
    port: number,
    text: string,
    seconds: number,
  ) {
    return this.order<Answered>({ do: 'datagram', netns, sport, address, port, text, seconds });
  }

  switches(netns: string, values: readonly SysctlText[]) {
    const pairs = values.map(({ key, value }) => [key, value]);
    return this.order<{ absent: readonly string[] }>({ do: 'switches', netns, values: pairs });
  }

  touch(netns: string, addresses: readonly string[]) {
    return this.order({ do: 'touch', netns, addresses });
  }

  /** Connections of these nodes, and the path MTUs that any of the namespaces has learnt. */
  forget(nodes: readonly string[], netnses: readonly string[]) {
    return this.order({ do: 'forget', nodes, netnses });
  }

  /** Ends all connections; answers which namespaces still have something to send after that time. */
  hangUp(netnses: readonly string[], seconds: number) {
    return this.order<{ busy: readonly string[] }>({ do: 'hang_up', netnses, seconds });
  }

  /** /proc/net/nf_conntrack of each */
  tables(netnses: readonly string[]) {
    type Tables = { readonly tables: Readonly<Record<string, readonly string[]>> };
    return this.order<Tables>({ do: 'tables', netnses });
  }

  offloadsOff(netns: string, devices: readonly string[]) {
    return this.order({ do: 'offloads_off', netns, devices });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await gone;
  }

  private async order<T>(order: Order): Promise<T> {
    const line = await new Promise<string>((resolve) => {
      this.waiting.push(resolve);
      this.child.stdin.write(`${JSON.stringify(order)}\n`);
    });
    const answer = JSON.parse(line) as T & { error?: string };
    if (answer.error !== undefined) throw new Error(`${JSON.stringify(order)}: ${answer.error}`);
    return answer;
  }
}
