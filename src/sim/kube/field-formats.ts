/**
 * Formats of single values, as the API server checks them on admission.
 * Source: k8s.io/apimachinery/pkg/util/validation (RFC 1123 labels and subdomains, qualified names, label values).
 */
import { ipToNumber, parseRange } from './ip-range';

/** What is wrong with the text and what to write instead, or undefined when it is fine. */
export type Format = (text: string) => { readonly code: string; readonly hint: string } | undefined;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

export const dnsLabel: Format = (text) =>
  text.length <= 63 && LABEL.test(text)
    ? undefined
    : {
        code: 'bad-dns-name',
        hint: 'Use at most 63 lower-case letters, digits and "-", starting and ending with a letter or digit.',
      };

/** Service names are DNS labels that start with a letter (RFC 1035), because they become host names. */
export const serviceName: Format = (text) =>
  text.length <= 63 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text)
    ? undefined
    : {
        code: 'bad-dns-name',
        hint: 'Use at most 63 lower-case letters, digits and "-", starting with a letter.',
      };

export const dnsSubdomain: Format = (text) =>
  text.length <= 253 && text.split('.').every((part) => LABEL.test(part))
    ? undefined
    : {
        code: 'bad-dns-name',
        hint: 'Use lower-case letters, digits, "-" and ".", each part starting and ending with a letter or digit.',
      };

/** Host of an Ingress rule or listener: a DNS name, its first label may be "*". */
export const hostName: Format = (text) =>
  dnsSubdomain(text.startsWith('*.') ? text.slice(2) : text);

export const labelValue: Format = (text) =>
  text === '' || (text.length <= 63 && QUALIFIED.test(text))
    ? undefined
    : {
        code: 'bad-label',
        hint: 'A label value has at most 63 letters, digits, "-", "_" or ".", and starts and ends with a letter or digit.',
      };

export const qualifiedName: Format = (text) => {
  const [first = '', second, ...rest] = text.split('/');
  const name = second ?? first;
  const prefixFine = second === undefined || dnsSubdomain(first) === undefined;
  if (rest.length === 0 && prefixFine && name.length <= 63 && QUALIFIED.test(name))
    return undefined;
  return {
    code: 'bad-label',
    hint: 'A key is "name" or "dns.prefix/name"; the name has at most 63 letters, digits, "-", "_" or ".".',
  };
};

export const ipv4: Format = (text) =>
  ipToNumber(text) === undefined
    ? {
        code: 'bad-ip',
        hint: 'Write four numbers from 0 to 255 without leading zeros, like 10.244.0.5.',
      }
    : undefined;

export const clusterIP: Format = (text) =>
  text === 'None' || text === ''
    ? undefined
    : ipv4(text) && {
        code: 'bad-ip',
        hint: 'Write an IPv4 address of the service range like 10.96.0.42, or None for a headless Service.',
      };

export const cidr: Format = (text) =>
  parseRange(text)
    ? undefined
    : {
        code: 'bad-cidr',
        hint: 'Write an IPv4 network with its prefix length, like 10.244.0.0/24.',
      };

/** Port names: RFC 6335 §5.1. */
export const portName: Format = (text) =>
  text.length <= 15 && LABEL.test(text) && /[a-z]/.test(text) && !text.includes('--')
    ? undefined
    : {
        code: 'bad-port-name',
        hint: 'A port name has at most 15 lower-case letters, digits and single "-", at least one of them a letter.',
      };
