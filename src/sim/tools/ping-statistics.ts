/** The last lines of ping and how it writes times. Source: iputils 20221126 ping/ping_common.c finish(). */

export class PingStatistics {
  sent = 0;
  received = 0;
  errors = 0;
  /** since the first request; what ping calls "time" */
  lastSentMicros = 0;
  slowestMicros = 0;
  /** most requests that were on the way when an answer came */
  private pipe = 0;
  private readonly times: number[] = [];

  constructor(private readonly isTiming: boolean) {}

  acknowledge(sequence: number): void {
    this.pipe = Math.max(this.pipe, this.sent - sequence + 1);
  }

  /** The time as the line of the reply prints it; null when the payload has no room for a time stamp. */
  addReply(micros: number): string | null {
    this.received += 1;
    this.slowestMicros = Math.max(this.slowestMicros, micros);
    if (!this.isTiming) return null;
    this.times.push(micros);
    return formatTime(micros);
  }

  summary(name: string): readonly string[] {
    const { sent, received, errors, pipe } = this;
    const loss = Number((((sent - received) * 100) / sent).toPrecision(6));
    const counts = [`${sent} packets transmitted`, `${received} received`];
    if (errors > 0) counts.push(`+${errors} errors`);
    const milliseconds = Math.floor(this.lastSentMicros / 1000);
    counts.push(`${loss}% packet loss`, `time ${milliseconds}ms`);
    const last = [this.roundTrips(), pipe > 1 ? `pipe ${pipe}` : ''].filter(Boolean).join(', ');
    return ['', `--- ${name} ping statistics ---`, counts.join(', '), last];
  }

  private roundTrips(): string {
    const { times } = this;
    if (times.length === 0) return '';
    const sum = times.reduce((total, time) => total + time, 0);
    const squares = times.reduce((total, time) => total + time * time, 0);
    const mean = Math.floor(sum / times.length);
    const deviation = Math.floor(
      Math.sqrt(Math.max(0, Math.floor(squares / times.length) - mean * mean)),
    );
    const figures = [Math.min(...times), mean, Math.max(...times), deviation];
    return `rtt min/avg/max/mdev = ${figures.map((micros) => (micros / 1000).toFixed(3)).join('/')} ms`;
  }
}

/** Four digits, as far as milliseconds have them: 0.154, 1.54, 15.4, 154. */
function formatTime(micros: number): string {
  const milliseconds = micros / 1000;
  if (micros >= 100_000) return String(Math.floor(milliseconds));
  if (micros >= 10_000) return (Math.floor(micros / 100) / 10).toFixed(1);
  if (micros >= 1000) return (Math.floor(micros / 10) / 100).toFixed(2);
  return milliseconds.toFixed(3);
}
