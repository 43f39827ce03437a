/**
 * Sequence-number arithmetic modulo 2^32 and the windows that Linux offers.
 * Source: RFC 9293 §3.4; RFC 7323 §2; Linux net/ipv4/tcp_output.c tcp_select_initial_window().
 */

/** For the default tcp_rmem maximum of 32 MiB: log2(32 MiB) − 15. */
export const WINDOW_SHIFT = 10;

export const advance = (sequence: number, by: number): number => (sequence + by) >>> 0;

/** a < b in the circular order. */
export const before = (a: number, b: number): boolean => ((a - b) | 0) < 0;

/** Initial receive window: the largest multiple of the segment size that fits the unscaled field. */
export const offeredWindow = (segmentSize: number): number =>
  Math.floor(65535 / segmentSize) * segmentSize;

/** The field of a later segment; Linux rounds the window up to a whole unit of the scale. */
export const scaledWindow = (windowBytes: number): number =>
  Math.ceil(windowBytes / 2 ** WINDOW_SHIFT);
