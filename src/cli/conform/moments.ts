/** Connection tracking tables at the moments at which the recording holds them: tuples, states and flags, not timeouts. */
import { printConnection } from '../../sim/filter/print-conntrack';
import type { Session } from '../../sim/session';
import { type ConnectionLine, parseConnectionLine } from './connection-line';
import type { Counted } from './counted';
import type { Flow } from './flows';
import type { Golden } from './golden';
import type { Disagreement } from './watch';

export class Moments {
  readonly disagreements: Disagreement[] = [];
  private readonly done = new Set<string>();

  constructor(
    private readonly golden: Golden,
    private readonly session: Session,
    private readonly flows: readonly Flow[],
    /** pairs of ports (ICMP: identifier twice) of every packet, outer, inner and quoted */
    private readonly ports: readonly (readonly [number, number])[],
    private readonly counted: Counted,
  ) {}

  beforeWrite(flow: Flow): void {
    if (flow === this.flows[0]) this.reach('after-handshake');
  }

  beforeClose(flow: Flow): void {
    if (flow !== this.flows[0]) return;
    this.reach('after-handshake');
    this.reach('after-response');
  }

  /** Something that no process of the recording sent is about to appear: the tables were read before. */
  beforeStray(): void {
    this.end();
  }

  end(): void {
    for (const moment of Object.keys(this.golden.conntrack)) {
      if (moment !== 'before') this.reach(moment);
    }
  }

  private reach(moment: string): void {
    const tables = this.golden.conntrack[moment];
    if (!tables || this.done.has(moment)) return;
    this.done.add(moment);
    const { kernel } = this.session;
    for (const [namespace, host] of kernel.hosts) {
      const expected = (tables[namespace] ?? [])
        .map(parseConnectionLine)
        .filter((line) => this.wasRecorded(line))
        .map((line) => line.text);
      this.counted.tableLines += expected.length;
      const got = host.state.conntrack
        .filter((entry) => entry.expiresAtMicros > kernel.now)
        .map((entry) => parseConnectionLine(printConnection(entry, kernel.now)).text);
      this.compare(moment, namespace, expected.sort(), got.sort());
    }
  }

  /** A line of a flow of which the recording holds no packet is left over from before it. */
  wasRecorded({ original, reply }: ConnectionLine): boolean {
    const ports = [original.sport, original.dport, reply.sport, reply.dport];
    return this.ports.some(([a, b]) => ports.includes(a) && ports.includes(b));
  }

  private compare(
    moment: string,
    namespace: string,
    expected: readonly string[],
    got: readonly string[],
  ): void {
    const missing = subtract(expected, got);
    const extra = subtract(got, expected);
    const rows = Math.max(missing.length, extra.length);
    for (let index = 0; index < rows; index += 1) {
      this.disagreements.push({
        hop: `${moment} ${namespace}`,
        field: 'conntrack',
        expected: missing[index] ?? 'nothing',
        got: extra[index] ?? 'nothing',
      });
    }
  }
}

function subtract(from: readonly string[], what: readonly string[]): string[] {
  const rest = [...what];
  return from.filter((line) => {
    const index = rest.indexOf(line);
    if (index < 0) return true;
    rest.splice(index, 1);
    return false;
  });
}
