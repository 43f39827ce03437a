/** Bytes and headers: everything that other rooms of the core may import from `wire`. */
export * from './address';
export * from './bytes';
export * from './checksum';
export * from './dissect';
export * from './dissect-diff';
export * from './dns';
export { nameOfType } from './dns-record';
export * from './frame';
export * from './http';
export { ICMP_FIELDS, isIcmpError, nameIcmp } from './icmp';
export * from './pcapng';
export * from './summary';
export { nameTcpFlags, tcpFlagsFromByte, tcpFlagsToByte } from './tcp';
export * from './types';
