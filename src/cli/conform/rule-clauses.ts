/**
 * A rule as a set of clauses, so that the text of iptables-save and what `nft monitor trace` prints for the same rule can be
 * held against each other. The order of matches is no part of what a rule means; nft leaves out what it can infer.
 */
import { words } from '../../sim/filter/rule';

const CLAUSES: readonly RegExp[] = [
  /^meta l4proto \S+/,
  /^ip (saddr|daddr) (!= )?\S+/,
  /^(tcp|udp|th) (sport|dport) (!= )?(\{[^}]*\}|\S+)/,
  /^(iifname|oifname) (!= )?"[^"]*"/,
  /^ct state (!= )?\S+/,
  /^meta mark & \S+ (==|!=) \S+/,
  /^fib (saddr|daddr) type (!= )?\S+/,
  /^meta random & \d+ < \d+/,
  /^icmp (type|code) (!= )?\S+/,
];

/** "meta l4proto tcp ip daddr 10.96.0.42 tcp dport 8080 jump X (verdict jump X)" */
export function clausesOfTrace(text: string): string {
  let rest = text.replace(/ \(verdict [^()]*(\([^)]*\))?[^()]*\)$/, '').trim();
  const clauses: string[] = [];
  for (;;) {
    const found = CLAUSES.map((clause) => clause.exec(rest)?.[0]).find(Boolean);
    if (!found) break;
    clauses.push(found);
    rest = rest.slice(found.length).trim();
  }
  return joined(clauses, rest);
}

function joined(clauses: readonly string[], action: string): string {
  const hasPorts = clauses.some((clause) => /^(tcp|udp) /.test(clause));
  const told = clauses.filter((clause) => !(hasPorts && clause.startsWith('meta l4proto ')));
  const text = [...told.map(withSortedStates).sort(), action].join(' ').trim();
  return text.replace(/0x0*([0-9a-f]+)/g, '0x$1');
}

const withSortedStates = (clause: string): string =>
  clause.replace(
    /^(ct state (?:!= )?)(\S+)$/,
    (_whole, head: string, states: string) => `${head}${states.split(',').sort().join(',')}`,
  );

const RANDOM_RANGE = 2 ** 31;

/** "-A KUBE-SERVICES -d 10.96.0.42/32 -p tcp -m tcp --dport 8080 -j X", as iptables-nft hands it to the kernel. */
export function clausesOfSave(text: string): string {
  const tokens = words(text);
  const clauses: string[] = [];
  let module = '';
  let not = '';
  for (let at = 2; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const value = tokens[at + 1] ?? '';
    if (token === '!') {
      not = '!= ';
      continue;
    }
    if (token === '-j' || token === '-g')
      return joined(clauses, actionOf(value, tokens.slice(at + 2), token === '-g'));
    if (token === '-m') module = value;
    const clause = clauseOf(token, value, not, module);
    if (clause) clauses.push(clause);
    if (!FLAGS.includes(token)) at += 1;
    not = '';
  }
  return joined(clauses, '');
}

const FLAGS = ['--set', '--rcheck', '--reap', '--rsource', '--update'];

function clauseOf(option: string, value: string, not: string, module: string): string | null {
  switch (option) {
    case '-p':
      return `meta l4proto ${not}${value}`;
    case '-s':
      return `ip saddr ${not}${value.replace(/\/32$/, '')}`;
    case '-d':
      return `ip daddr ${not}${value.replace(/\/32$/, '')}`;
    case '-i':
      return `iifname ${not}"${value.replace('+', '*')}"`;
    case '-o':
      return `oifname ${not}"${value.replace('+', '*')}"`;
    case '--sport':
      return `${module} sport ${not}${value.replace(':', '-')}`;
    case '--dport':
      return `${module} dport ${not}${value.replace(':', '-')}`;
    case '--ctstate':
      return `ct state ${not}${value.toLowerCase()}`;
    case '--mark': {
      const [mark = '0', mask = '0xffffffff'] = value.split('/');
      return `meta mark & ${mask} ${not ? '!=' : '=='} ${mark}`;
    }
    case '--src-type':
      return `fib saddr type ${not}${value.toLowerCase()}`;
    case '--dst-type':
      return `fib daddr type ${not}${value.toLowerCase()}`;
    case '--probability':
      return `meta random & ${RANDOM_RANGE - 1} < ${Math.round(Number(value) * RANDOM_RANGE)}`;
    default:
      return null;
  }
}

function actionOf(target: string, rest: readonly string[], isGoto: boolean): string {
  const value = (option: string) => rest[rest.indexOf(option) + 1] ?? '';
  switch (target) {
    case 'ACCEPT':
    case 'DROP':
    case 'RETURN':
      return target.toLowerCase();
    case 'REJECT':
      return /port-unreach/.test(value('--reject-with'))
        ? 'reject'
        : `reject ${value('--reject-with')}`;
    case 'DNAT':
      return `dnat to ${value('--to-destination')}`;
    case 'SNAT':
      return `snat to ${value('--to-source')}`;
    case 'MASQUERADE':
      return rest.includes('--random-fully') ? 'masquerade fully-random' : 'masquerade';
    case 'MARK':
      return markAction(value('--set-xmark'));
    default:
      return `${isGoto ? 'goto' : 'jump'} ${target}`;
  }
}

/** xtables' three ways of changing a mark, told apart by value and mask. */
function markAction(value: string): string {
  const [mark = '0x0', mask = '0xffffffff'] = value.split('/');
  if (Number(mask) === 0) return `meta mark set mark xor ${mark}`;
  if (Number(mark) === 0) return `meta mark set mark and 0x${(~Number(mask) >>> 0).toString(16)}`;
  if (Number(mark) === Number(mask)) return `meta mark set mark or ${mark}`;
  return `meta mark set ${mark}`;
}
