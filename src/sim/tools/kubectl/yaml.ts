/** Plain data as YAML, keys sorted as kubectl prints them. Source: sigs.k8s.io/yaml. */
export function toYaml(value: unknown, indent = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => listItem(item, indent));
  if (value !== null && typeof value === 'object') {
    return Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, item]) => entry(key, item, indent));
  }
  return [`${indent}${scalar(value)}`];
}

const isEmpty = (value: unknown): boolean =>
  value !== null && typeof value === 'object' && Object.keys(value).length === 0;
const isNested = (value: unknown): boolean =>
  value !== null && typeof value === 'object' && !isEmpty(value);

function entry(key: string, value: unknown, indent: string): readonly string[] {
  if (isEmpty(value)) return [`${indent}${key}: ${Array.isArray(value) ? '[]' : '{}'}`];
  if (!isNested(value)) return [`${indent}${key}: ${scalar(value)}`];
  return [`${indent}${key}:`, ...toYaml(value, Array.isArray(value) ? indent : `${indent}  `)];
}

function listItem(value: unknown, indent: string): readonly string[] {
  if (!isNested(value)) return [`${indent}- ${isEmpty(value) ? '{}' : scalar(value)}`];
  const [first = '', ...rest] = toYaml(value, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

/** Text that a YAML 1.1 reader would take for a number, a truth value or nothing; an IP address is none of these. */
const LOOKS_LIKE_SOMETHING_ELSE =
  /^(true|false|null|yes|no|on|off|y|n|~|[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?|0x[\da-f]+|\d+(:\d+)+)$/i;

function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  if (value === '' || LOOKS_LIKE_SOMETHING_ELSE.test(value)) return `"${value}"`;
  return /^[\s[\]{}>|*&!%#`@,?:-]|: |\s#|\s$|["\n\t]/.test(value) ? JSON.stringify(value) : value;
}
