/** The two functions of the npm package dns-packet that the DNS tests use as a second opinion. */
declare module 'dns-packet' {
  export function encode(packet: Readonly<Record<string, unknown>>): Uint8Array;
  export function decode(bytes: Uint8Array): Record<string, unknown>;
}
