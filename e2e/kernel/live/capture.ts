/** One tcpdump per device: packets are read from its file when everything is over. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KernelPlan, Link } from '../../../src/sim';
import { readPcap } from '../../../src/sim/wire/pcap';
import { inside, start } from './command';

export interface Tap {
  readonly namespace: string;
  readonly link: Link;
}

export interface CapturedFrame {
  readonly tap: Tap;
  readonly atMicros: number;
  readonly nanos: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

interface Capture {
  readonly tap: Tap;
  readonly file: string;
  readonly child: ReturnType<typeof start>;
  readonly ready: Promise<void>;
  /** what tcpdump says at its end: "3 packets dropped by kernel" */
  readonly said: () => string;
}

/** Every device but bridges that only switch: what such a bridge hands up to itself is on no wire. */
export function tapsOf(plan: KernelPlan): readonly Tap[] {
  return Object.values(plan.namespaces).flatMap((own) =>
    Object.values(own.links)
      .filter((link) => link.up && (link.kind !== 'loopback' || own.role === 'node'))
      .filter((link) => link.kind !== 'bridge' || own.role !== 'switch')
      .map((link) => ({ namespace: own.name, link })),
  );
}

const DRAIN_MS = 3000;

function isAwake(pid: number | undefined): boolean {
  try {
    return /\) [RD] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export class Captures {
  private readonly captures: readonly Capture[];

  constructor(
    taps: readonly Tap[],
    netnsOf: (namespace: string) => string,
    private readonly folder: string,
  ) {
    this.captures = taps.map((tap, index) => this.begin(tap, index, netnsOf(tap.namespace)));
  }

  /**
   * Immediate mode and unbuffered, or the last second is lost at the end. Not promiscuous: a bridge would hand itself a
   * copy of all that it only switches. A tcpdump whose run has died is ended by the kernel.
   */
  private begin(tap: Tap, index: number, netns: string): Capture {
    const file = path.join(this.folder, `${index}.pcap`);
    const options = ['--immediate-mode', '-U', '-Z', 'root', '-n', '-p', '-s', '0', '-B', '512'];
    const words = ['-i', tap.link.name, '--nano', '-w', file];
    const child = start(
      'nsenter',
      inside(netns, 'setpriv', '--pdeathsig', 'KILL', 'tcpdump', ...options, ...words),
    );
    let said = '';
    const ready = new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (text) => {
        said += String(text);
        if (said.includes('listening on')) resolve();
      });
      child.on('error', reject);
      child.on('exit', () => reject(new Error(`tcpdump on ${tap.link.name}: ${said.trim()}`)));
    });
    return { tap, file, child, ready, said: () => said };
  }

  async ready(): Promise<void> {
    await Promise.all(this.captures.map((capture) => capture.ready));
  }

  /** What a busy machine has not let tcpdump read yet would be lost with it: each is asleep once it has read everything. */
  private async drained(): Promise<void> {
    const until = performance.now() + DRAIN_MS;
    while (this.captures.some(({ child }) => isAwake(child.pid)) && performance.now() < until)
      await sleep(5);
  }

  async stop(): Promise<void> {
    await this.drained();
    await Promise.all(
      this.captures.map(async ({ child, ready }) => {
        await ready.catch(() => {});
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await gone;
      }),
    );
  }

  /** Packets that came faster than they were written down; known once everything is stopped. */
  get lost(): number {
    return this.captures.reduce((sum, { said }) => sum + droppedOf(said()), 0);
  }

  read(): readonly CapturedFrame[] {
    return this.captures.flatMap(({ tap, file }) => {
      const packets = readPcap(readFileSync(file));
      if (!packets.ok) throw new Error(`${file}: ${packets.error.message}`);
      return packets.value.map((packet) => ({ tap, ...packet }));
    });
  }
}

const droppedOf = (said: string): number =>
  Number(/(\d+) packets? dropped by kernel/.exec(said)?.[1] ?? 0);
