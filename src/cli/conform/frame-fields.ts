/** Cuts the bytes of a captured frame into named header fields: what is compared, and what disagreements are named after. */

export interface FrameField {
  /** "ip.ttl", "inner.tcp.seq", "quote.ip.dst" */
  readonly name: string;
  readonly at: number;
  readonly length: number;
  /** false for what a process sent, which is no header */
  readonly isHeader: boolean;
}

const PROTO_ICMP = 1;
const PROTO_TCP = 6;
const PROTO_UDP = 17;
const TCP_OPTIONS: Readonly<Record<number, string>> = {
  2: 'mss',
  3: 'wscale',
  4: 'sackOK',
  5: 'sack',
  8: 'ts',
};

/** `end` is where the captured bytes stop; a field that reaches beyond is left out. */
export function frameFields(bytes: Uint8Array, tunnelPorts: ReadonlySet<number>): FrameField[] {
  const fields: FrameField[] = [];
  new Cutter(bytes, tunnelPorts, fields).ethernet(0, '');
  return fields.filter((field) => field.length > 0 && field.at < bytes.length);
}

class Cutter {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly tunnelPorts: ReadonlySet<number>,
    private readonly fields: FrameField[],
  ) {}

  ethernet(at: number, prefix: string): void {
    this.row(at, `${prefix}eth.`, [
      ['dst', 6],
      ['src', 6],
      ['type', 2],
    ]);
    const type = this.word(at + 12);
    if (type === 0x0806) this.arp(at + 14, prefix);
    else if (type === 0x0800) this.ipv4(at + 14, prefix);
    else this.rest(at + 14, `${prefix}data`);
  }

  private arp(at: number, prefix: string): void {
    this.row(at, `${prefix}arp.`, [
      ['htype', 2],
      ['ptype', 2],
      ['lengths', 2],
      ['op', 2],
      ['sha', 6],
      ['spa', 4],
      ['tha', 6],
      ['tpa', 4],
    ]);
    this.rest(at + 28, `${prefix}padding`);
  }

  private ipv4(at: number, prefix: string): void {
    const headerLength = ((this.bytes[at] ?? 0x45) & 0xf) * 4;
    this.row(at, `${prefix}ip.`, [
      ['version', 1],
      ['tos', 1],
      ['len', 2],
      ['id', 2],
      ['flags', 2],
      ['ttl', 1],
      ['proto', 1],
      ['ck', 2],
      ['src', 4],
      ['dst', 4],
      ['options', headerLength - 20],
    ]);
    const body = at + headerLength;
    if ((this.word(at + 6) & 0x1fff) > 0) return this.rest(body, `${prefix}fragment`);
    const protocol = this.bytes[at + 9];
    if (protocol === PROTO_TCP) this.tcp(body, prefix);
    else if (protocol === PROTO_UDP) this.udp(body, prefix);
    else if (protocol === PROTO_ICMP) this.icmp(body, prefix);
    else this.rest(body, `${prefix}data`);
  }

  private tcp(at: number, prefix: string): void {
    this.row(at, `${prefix}tcp.`, [
      ['sport', 2],
      ['dport', 2],
      ['seq', 4],
      ['ack', 4],
      ['flags', 2],
      ['win', 2],
      ['ck', 2],
      ['urg', 2],
    ]);
    const end = at + ((this.bytes[at + 12] ?? 0x50) >> 4) * 4;
    this.tcpOptions(at + 20, end, `${prefix}tcp.`);
    this.rest(end, `${prefix}data`);
  }

  private tcpOptions(from: number, end: number, prefix: string): void {
    let at = from;
    while (at < end) {
      const kind = this.bytes[at] ?? 0;
      const length = kind < 2 ? 1 : Math.max(2, this.bytes[at + 1] ?? 2);
      const name = kind === 1 ? 'nop' : (TCP_OPTIONS[kind] ?? `option-${kind}`);
      if (kind === 8) {
        this.row(at, prefix, [
          ['ts', 2],
          ['tsval', 4],
          ['tsecr', 4],
        ]);
      } else this.row(at, prefix, [[name, length]]);
      at += length;
    }
  }

  private udp(at: number, prefix: string): void {
    this.row(at, `${prefix}udp.`, [
      ['sport', 2],
      ['dport', 2],
      ['len', 2],
      ['ck', 2],
    ]);
    if (!this.tunnelPorts.has(this.word(at + 2))) return this.rest(at + 8, `${prefix}data`);
    this.row(at + 8, `${prefix}vxlan.`, [
      ['flags', 4],
      ['vni', 4],
    ]);
    this.ethernet(at + 16, `${prefix}inner.`);
  }

  private icmp(at: number, prefix: string): void {
    const type = this.bytes[at] ?? 0;
    const isEcho = type === 8 || type === 0;
    this.row(at, `${prefix}icmp.`, [
      ['type', 1],
      ['code', 1],
      ['ck', 2],
      [isEcho ? 'id' : 'rest-high', 2],
      [isEcho ? 'seq' : 'rest-low', 2],
    ]);
    if (isEcho || prefix.includes('quote.')) this.rest(at + 8, `${prefix}data`);
    else this.ipv4(at + 8, `${prefix}quote.`);
  }

  private rest(at: number, name: string): void {
    const length = this.bytes.length - at;
    if (length > 0) this.fields.push({ name, at, length, isHeader: false });
  }

  private row(at: number, prefix: string, columns: readonly (readonly [string, number])[]): void {
    let next = at;
    for (const [name, length] of columns) {
      if (next + length <= this.bytes.length && length > 0)
        this.fields.push({ name: prefix + name, at: next, length, isHeader: true });
      next += length;
    }
  }

  private word(at: number): number {
    return ((this.bytes[at] ?? 0) << 8) | (this.bytes[at + 1] ?? 0);
  }
}

/** Big-endian number of a field of at most four bytes. */
export function fieldNumber(bytes: Uint8Array, field: FrameField): number {
  let value = 0;
  for (let index = 0; index < field.length; index += 1)
    value = value * 256 + (bytes[field.at + index] ?? 0);
  return value;
}
