/** What strerror(3) of glibc says. */
import type { Errno } from '../transport/syscalls';

export const STRERROR: Readonly<Record<Errno, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EMSGSIZE: 'Message too long',
  EPERM: 'Operation not permitted',
  EADDRINUSE: 'Address already in use',
  EINPROGRESS: 'Operation now in progress',
  EAGAIN: 'Resource temporarily unavailable',
};
