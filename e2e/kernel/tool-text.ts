/**
 * How outputs of tools are compared: line by line, without what the simulation does not model. Each thing that is left
 * out has a line here.
 */

export interface Part {
  readonly command: RegExp;
  /** attributes that only a driver, a clock or chance knows */
  readonly notModelled?: readonly RegExp[];
  /** lines that have no counterpart */
  readonly notModelledLines?: readonly RegExp[];
  /** the kernel lists them in the order of a hash table */
  readonly anyOrder?: boolean;
  /** entries that were learnt: which of them were there at that moment is chance, so only those in both are compared */
  readonly learnt?: { readonly line: RegExp; readonly key: RegExp };
  /** how often a line stands there is chance */
  readonly isSet?: boolean;
  /** widths of columns follow from the longest entry, which may be one that is not modelled */
  readonly anyWidth?: boolean;
}

/** Sizes of queues and offloads, timers of the spanning tree, and other settings of drivers. */
const DRIVER: readonly RegExp[] = [
  / (promiscuity|allmulti|minmtu|maxmtu|numtxqueues|numrxqueues) +\d+/g,
  / (gso|tso|gro)_max_(size|segs) \d+/g,
  / addrgenmode \S+/g,
  / srcport \d+ \d+| ttl auto| ageing \d+| udpcsum| noudp6zerocsumtx| noudp6zerocsumrx/g,
  / forward_delay .*$/g,
  / priority \d+ cost \d+(?= hairpin)/g,
  // how the far namespace is registered with `ip netns`
  / link-netns(id)? \S+/g,
  / guard off root_block off fastleave off/g,
  / flood on port_id .*$/g,
];

/** Times are those of a loaded machine. */
const TIMES: readonly RegExp[] = [
  /time=[\d.]+ ms|time \d+ms/g,
  /(?<== )[\d./]+ ms/g,
  / +[\d.]+ ?ms(?= |$)/g,
  /(?<=^\d{3} )[\d.]+$/g,
  /(?<=after )\d+(?= milliseconds)/g,
];

export const PARTS: readonly Part[] = [
  {
    command: /^ping/,
    // one error of two may be missing, and nobody knows why (README of the captures)
    notModelled: [...TIMES, /(?<=^From \S+ icmp_seq=)\d+/g, /(?<=\+)\d+(?= errors)/g],
    isSet: true,
  },
  { command: /^(nc|curl|traceroute|tracepath)/, notModelled: TIMES },
  { command: /^iptables .*-L/ },
  {
    command: /^ss -tan/,
    anyOrder: true,
    anyWidth: true,
    // the backlog that a program asks for
    notModelled: [/(?<=LISTEN \s*\d+\s+)\d+/g, / *Process/g],
    // sockets outlive a program for a minute; here a run keeps none, and no program holds a connection open
    notModelledLines: [/^(ESTAB|TIME-WAIT)/],
  },
  {
    command: /^conntrack -L/,
    isSet: true,
    anyOrder: true,
    // time left, and ports and identifiers that are drawn; traceroute has sixteen probes on the way, here one
    notModelled: [
      /(?<=^\w+ +\d+ )\d+/g,
      /(?<=(sport|dport|id)=)(?!8080|9999)\d+/g,
      /\d+(?= flow entries)/g,
    ],
    // held open by a program of the laboratory until the last line
    notModelledLines: [/sport=45555/],
  },
  { command: /^ip -d link/, notModelled: DRIVER },
  {
    command: /^ip neigh/,
    anyOrder: true,
    learnt: { line: /^(?!.*PERMANENT)/, key: /^\S+ dev \S+/ },
    // how long ago a neighbour was last heard of
    notModelled: [/ (REACHABLE|STALE|DELAY|PROBE) *$/g],
  },
  {
    command: /^bridge fdb/,
    anyOrder: true,
    learnt: { line: /^(?!.*permanent)/, key: /^\S+ dev \S+/ },
    // addresses of multicast groups that the kernel itself has joined
    notModelledLines: [/^(33:33|01:00:5e):/],
  },
  {
    command: /^iptables-save/,
    notModelled: [/\[\d+:\d+\]/g],
    notModelledLines: [/^# (Generated|Completed)/],
  },
  {
    command: /^ss -tulnp/,
    anyOrder: true,
    anyWidth: true,
    // the backlog that a program asks for, and the names of programs of the laboratory
    notModelled: [/(?<=LISTEN \s*\d+\s+)\d+/g, / users:\(.*\)/g],
  },
  { command: /^ip (addr|link)/, notModelled: [/ link-netns(id)? \S+/g] },
  // the topology beside the captures leaves 127.0.0.0/8 out
  { command: /^ip route/, notModelledLines: [/ 127\.|^broadcast 127/] },
  { command: /^(ip rule|sysctl|nft list ruleset)/ },
];

/** Both texts as lines that must be equal. */
export function comparable(
  part: Part,
  printed: string,
  recorded: string,
): { readonly printed: readonly string[]; readonly recorded: readonly string[] } {
  const [ours, theirs] = [linesOf(part, printed), linesOf(part, recorded)];
  return { printed: inBoth(part, ours, theirs), recorded: inBoth(part, theirs, ours) };
}

function linesOf(part: Part, text: string): readonly string[] {
  const lines = text
    .split('\n')
    .filter((line) => !part.notModelledLines?.some((pattern) => pattern.test(line)))
    .map((line) => (part.notModelled ?? []).reduce((kept, gone) => kept.replace(gone, ''), line))
    .map((line) => (part.anyWidth ? line.replace(/\s+/g, ' ') : line).trimEnd())
    .filter((line) => line !== '');
  const kept = part.isSet ? [...new Set(lines)] : lines;
  return part.anyOrder ? [...kept].sort() : kept;
}

function inBoth(
  { learnt }: Part,
  lines: readonly string[],
  others: readonly string[],
): readonly string[] {
  if (!learnt) return lines;
  const keyOf = (line: string) => learnt.key.exec(line)?.[0];
  const keys = new Set(others.map(keyOf));
  return lines.filter((line) => !learnt.line.test(line) || keys.has(keyOf(line)));
}
