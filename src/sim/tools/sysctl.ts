/** sysctl: kernel switches of a namespace. Source: sysctl(8). */
import { sysctl as valueOf } from '../net/sysctl';
import { type NamespacePlan, SYSCTL_DEFAULTS } from '../plan';
import { parseOptions } from './options';
import { fail, Output } from './output';
import type { Tool } from './types';

export const sysctl: Tool = function* ({ argv, plan: plans, namespace }) {
  const options = parseOptions(argv, { values: [], flags: ['-n', '-a'] });
  if (!options.ok) return yield* fail(options.error, 2);
  const plan = plans.namespaces[namespace];
  const { words, has } = options.value;
  if (!plan || (words.length === 0 && !has('-a'))) {
    return yield* fail(
      'sysctl: name a switch, like net.ipv4.ip_forward, or -a for all that are modelled',
      1,
    );
  }
  const modelled = namesOf(plan);
  const output = new Output();
  let exitCode = 0;
  for (const given of has('-a') ? modelled : words) {
    const name = given.replaceAll('/', '.');
    if (name.includes('=')) {
      yield* output.err(`sysctl: setting a value is not modelled here: "${given}"`);
      exitCode = 2;
    } else if (modelled.includes(name)) {
      const value = valueOf(plan, name);
      yield* output.out(has('-n') ? value : `${name} = ${value}`);
    } else {
      yield* output.err(`sysctl: "${name}" is not modelled here; sysctl -a lists what is`);
      exitCode = 1;
    }
  }
  return output.exit(exitCode);
};

/** What the model reads for each device; a kernel starts with all of them off. */
const OF_DEVICES: readonly string[] = ['forwarding', 'proxy_arp', 'rp_filter'];

function namesOf(plan: NamespacePlan): readonly string[] {
  const devices = ['all', 'default', ...Object.keys(plan.links)];
  const switches = devices.flatMap((device) =>
    OF_DEVICES.map((key) => `net.ipv4.conf.${device}.${key}`),
  );
  const names = [...Object.keys(SYSCTL_DEFAULTS), ...Object.keys(plan.sysctl), ...switches];
  return [...new Set(names)].sort();
}
