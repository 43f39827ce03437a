/** Connection tracking tables at the moments at which the recording holds them: tuples, states and flags, not timeouts. */
import { printConnection } from '../../sim/filter/print-conntrack';
import type { Session } from '../../sim/session';
import { parseConnectionLine } from './connection-line';
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
  ) {}

  beforeWrite(flow: Flow): void {
    if (flow === this.flows[0]) this.reach('after-handshake');
  }

  beforeClose(flow: Flow): void {
    if (flow !== this.flows[0]) return;
    this.reach('after-handshake');
    this.reach('after-response');
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
      const expected = (tables[namespace] ?? []).map((line) => parseConnectionLine(line).text);
      const got = host.state.conntrack
        .filter((entry) => entry.expiresAtMicros > kernel.now)
        .map((entry) => parseConnectionLine(printConnection(entry, kernel.now)).text);
      this.compare(moment, namespace, expected.sort(), got.sort());
    }
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
