/** SHA-256 over ASCII text, and RFC 4648 base32: what kube-proxy derives chain names from. Source: FIPS 180-4. */
const K: readonly number[] = primeFractions(64, 1 / 3);
const START: readonly number[] = primeFractions(8, 1 / 2);

/** First 32 bits of the fractional parts of roots of the first primes (FIPS 180-4 §4.2.2, §5.3.3). */
function primeFractions(count: number, power: number): readonly number[] {
  const values: number[] = [];
  for (let n = 2; values.length < count; n += 1) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= n; divisor += 1)
      if (n % divisor === 0) isPrime = false;
    if (isPrime) values.push(((n ** power % 1) * 2 ** 32) >>> 0);
  }
  return values;
}

const rotate = (value: number, by: number): number => (value >>> by) | (value << (32 - by));

export function sha256(text: string): Uint8Array {
  const length = text.length;
  const padded = new Uint8Array((((length + 8) >> 6) + 1) * 64);
  for (let at = 0; at < length; at += 1) padded[at] = text.charCodeAt(at) & 0x7f;
  padded[length] = 0x80;
  for (let at = 0; at < 4; at += 1)
    padded[padded.length - 1 - at] = ((length * 8) >>> (8 * at)) & 255;
  const state = [...START];
  for (let block = 0; block < padded.length; block += 64)
    compress(state, padded.subarray(block, block + 64));
  return Uint8Array.from(
    state.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]),
  );
}

function compress(state: number[], block: Uint8Array): void {
  const w: number[] = [];
  const at = (index: number) => w[index] ?? 0;
  for (let index = 0; index < 16; index += 1) {
    const byte = (offset: number) => block[index * 4 + offset] ?? 0;
    w.push((byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3) | 0);
  }
  for (let index = 16; index < 64; index += 1) {
    const a = at(index - 15);
    const b = at(index - 2);
    const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
    const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
    w.push((at(index - 16) + s0 + at(index - 7) + s1) | 0);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + s1 + choice + (K[index] ?? 0) + at(index)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + s0 + majority) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => {
    state[index] = ((state[index] ?? 0) + value) | 0;
  });
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The first characters of the base32 text; no padding is reached at the lengths used here. */
export function base32(bytes: Uint8Array, characters: number): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffer >>> bits) & 31];
    }
    if (text.length >= characters) break;
  }
  return text.slice(0, characters);
}
