/** SHA-1 (RFC 3174), which Calico uses to name the host end of a pod's veth pair. */

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/** The message padded to blocks of 64 bytes, as 32-bit words. */
function padded(text: string): number[] {
  const bytes = Array.from(text, (character) => character.charCodeAt(0) & 0xff);
  const bits = bytes.length * 8;
  bytes.push(0x80);
  while (bytes.length % 64 !== 56) bytes.push(0);
  const words: number[] = [];
  for (let index = 0; index < bytes.length; index += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(index, index + 4);
    words.push((a << 24) | (b << 16) | (c << 8) | d);
  }
  words.push(Math.floor(bits / 2 ** 32), bits | 0);
  return words;
}

function round(step: number, b: number, c: number, d: number): number {
  if (step < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (step < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (step < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

/** Lower-case hexadecimal digest of an ASCII text. */
export function sha1(text: string): string {
  const words = padded(text);
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let start = 0; start < words.length; start += 16) {
    const schedule = words.slice(start, start + 16);
    for (let index = 16; index < 80; index += 1) {
      const mixed = [3, 8, 14, 16].reduce((sum, back) => sum ^ (schedule[index - back] ?? 0), 0);
      schedule.push(rotate(mixed, 1));
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    schedule.forEach((word, step) => {
      const next = (rotate(a, 5) + round(step, b, c, d) + e + word) | 0;
      [a, b, c, d, e] = [next, a, rotate(b, 30), c, d];
    });
    const added = [a, b, c, d, e];
    state = state.map((value, index) => (value + (added[index] ?? 0)) | 0);
  }
  return state.map((value) => (value >>> 0).toString(16).padStart(8, '0')).join('');
}
