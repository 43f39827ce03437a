/**
 * When a segment without an answer is sent again, and how often: RFC 6298 section 5; Linux net/ipv4/tcp_timer.c (6.18),
 * tcp_retransmit_timer and retransmits_timed_out.
 */
import type { TcpState } from './tcp-socket';

/** all times in microseconds */
export const SECOND = 1_000_000;
/** TCP_RTO_MIN */
export const MINIMUM_RTO = 200_000;
/** TCP_RTO_MAX */
const MAXIMUM_RTO = 120 * SECOND;
/** net.ipv4.tcp_retries2 */
const RETRIES = 15;

export interface RetrySettings {
  /** net.ipv4.tcp_syn_retries */
  readonly synRetries: number;
  /** net.ipv4.tcp_syn_linear_timeouts: the first SYNs that are repeated without doubling the pause */
  readonly synLinearTimeouts: number;
  /** net.ipv4.tcp_synack_retries */
  readonly synAckRetries: number;
}

export function maximumRetries(state: TcpState, settings: RetrySettings): number {
  if (state === 'SYN-SENT') return settings.synRetries + settings.synLinearTimeouts;
  return state === 'SYN-RECV' ? settings.synAckRetries : RETRIES;
}

/** After so many retransmissions, the pause before the next. */
export function timeoutMicros(state: TcpState, retries: number, settings: RetrySettings): number {
  if (state === 'SYN-SENT') return SECOND * 2 ** Math.max(0, retries - settings.synLinearTimeouts);
  const base = state === 'SYN-RECV' ? SECOND : MINIMUM_RTO;
  return Math.min(base * 2 ** retries, MAXIMUM_RTO);
}
