/** Six bytes as text, as `ip link` prints them. */
export const macToString = (bytes: Uint8Array, at: number): string =>
  [...bytes.subarray(at, at + 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
