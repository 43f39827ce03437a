/** Names that fit: how wide text will be, and how a long name is broken without losing a letter of it. */

/** Widest advance of the monospaced fonts we ask for, as a share of the font size. */
const MONO = 0.625;
const SANS = 0.6;
export const FONT = 11;

export const monoWidth = (text: string, size = FONT): number => text.length * size * MONO;
export const sansWidth = (text: string, size = FONT): number => text.length * size * SANS;

/**
 * A device name in one line, or in two where the room is narrow: "veth82eccccd" becomes "veth" and "82eccccd".
 * Empty when even that is too wide; the name is then read by pointing at the device.
 */
export function deviceLines(name: string, width: number): readonly string[] {
  if (monoWidth(name) <= width) return [name];
  const split = /^(veth|cali|vxlan|flannel)(\.?[a-z0-9]+)$/.exec(name);
  const lines = split ? [split[1] ?? '', split[2] ?? ''] : [];
  return lines.every((line) => monoWidth(line) <= width) ? lines : [];
}

/** "coredns-76f75df574-9hx2k" is known as "coredns"; the rest is the hash of its ReplicaSet and its own. */
export const podTitle = (name: string): string => name.replace(/-[0-9a-f]{8,10}-[a-z0-9]{5}$/, '');

/** Breaks at blanks so that no line is wider than `columns`; a longer word keeps its line to itself. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
