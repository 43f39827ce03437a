/** One line of `conntrack -L` as data: what a line says about tuples, state and flags, without its timeout. */

export interface LineTuple {
  readonly source: string;
  readonly destination: string;
  /** of an ICMP echo: the identifier */
  readonly sport: number;
  readonly dport: number;
}

export interface ConnectionLine {
  readonly protocol: number;
  readonly original: LineTuple;
  readonly reply: LineTuple;
  /** the line without timeout, padding and use count */
  readonly text: string;
}

export function parseConnectionLine(line: string): ConnectionLine {
  const words = line
    .trim()
    .replace(/^ipv4\s+2\s+/, '')
    .split(/\s+/);
  const values = (key: string) =>
    words.filter((word) => word.startsWith(`${key}=`)).map((word) => word.slice(key.length + 1));
  const sources = values('src');
  const destinations = values('dst');
  const ids = values('id');
  const sports = ids.length > 0 ? ids : values('sport');
  const dports = ids.length > 0 ? ids : values('dport');
  const tuple = (index: number): LineTuple => ({
    source: sources[index] ?? '',
    destination: destinations[index] ?? '',
    sport: Number(sports[index] ?? 0),
    dport: Number(dports[index] ?? 0),
  });
  return {
    protocol: Number(words[1] ?? 0),
    original: tuple(0),
    reply: tuple(1),
    text: words
      .filter((word, index) => !(index === 2 && /^\d+$/.test(word)) && !word.startsWith('use='))
      .join(' '),
  };
}
