/** An ipBlock without its exceptions, as plain prefixes that a rule can match. */
import { numberToIp, parseRange } from '../kube/ip-range';
import type { Cidr } from '../wire/types';

/** The prefixes that cover `cidr` but none of `except`. */
export function subtractRanges(cidr: Cidr, except: readonly Cidr[]): Cidr[] {
  return except.reduce((left, hole) => left.flatMap((part) => subtract(part, hole)), [cidr]);
}

function subtract(cidr: Cidr, hole: Cidr): Cidr[] {
  const whole = parseRange(cidr);
  const gap = parseRange(hole);
  if (!whole || !gap || gap.last < whole.first || gap.first > whole.last) return [cidr];
  if (gap.first <= whole.first && gap.last >= whole.last) return [];
  const prefix = whole.prefix + 1;
  const middle = whole.first + 2 ** (32 - prefix);
  return [whole.first, middle].flatMap((first) => subtract(`${numberToIp(first)}/${prefix}`, hole));
}
