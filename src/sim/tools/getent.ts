/** getent: what the C library's resolver says, search list and /etc/hosts included. Source: getent(1). */
import { resolve } from '../app/resolver';
import { fail, Output } from './output';
import type { Tool } from './types';

const NOT_FOUND = 2;

export const getent: Tool = function* ({ argv }) {
  const [, database, ...names] = argv;
  if ((database !== 'hosts' && database !== 'ahostsv4') || names.length === 0) {
    return yield* fail('getent: only "getent hosts NAME" is modelled here', 1);
  }
  const output = new Output();
  let exitCode = 0;
  for (const name of names) {
    // gethostbyname2(3): an IPv6 address would do, and is asked for first
    const found = yield* resolve(name, ['AAAA']);
    const answer = found.addresses.length > 0 ? found : yield* resolve(name, ['A']);
    if (answer.addresses.length === 0) exitCode = NOT_FOUND;
    for (const address of answer.addresses)
      yield* output.out(`${address.padEnd(15)} ${answer.name}`);
  }
  return output.exit(exitCode);
};
