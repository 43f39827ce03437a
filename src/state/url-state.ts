/**
 * What must survive a shared link: one query parameter per picture, `?walk=hop:12,cni:calico`.
 * A damaged parameter is set aside with a notice; it never breaks the page and nothing in it is executed.
 */
export type Fields = Readonly<Record<string, string | number>>;
const WORD = /^[a-z0-9.-]{1,40}$/i;

export function encodeFields(fields: Fields): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}:${value}`)
    .join(',');
}

/** Values of the same keys and types as `defaults`; null when the text is damaged. */
export function decodeFields<T extends Fields>(text: string, defaults: T): T | null {
  const result: Record<string, string | number> = { ...defaults };
  for (const part of text.split(',')) {
    const [key = '', value = '', ...rest] = part.split(':');
    if (rest.length > 0 || !Object.hasOwn(defaults, key) || !WORD.test(value)) return null;
    if (typeof defaults[key] === 'number') {
      if (!/^\d{1,6}$/.test(value)) return null;
      result[key] = Number(value);
    } else result[key] = value;
  }
  return result as T;
}
