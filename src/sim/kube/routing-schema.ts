/**
 * The shapes of Ingress, Gateway API and mesh objects. They are checked and shown; their routing is not simulated yet.
 * Source: k8s.io/api/networking/v1; sigs.k8s.io/gateway-api v1.6 apis/v1; istio.io/api security/v1.
 */
import {
  dnsLabel,
  dnsSubdomain,
  hostName,
  labelValue,
  portName,
  qualifiedName,
} from './field-formats';
import { integer, list, map, notSimulated, object, oneOf, port, text } from './schema';

const ingressBackend = object({
  service: object({ name: text(dnsLabel), port: object({ number: port, name: text(portName) }) }, [
    'name',
    'port',
  ]),
  ...notSimulated('resource'),
});

const ingressPath = object(
  {
    path: text(),
    pathType: oneOf('Exact', 'Prefix', 'ImplementationSpecific'),
    backend: ingressBackend,
  },
  ['pathType', 'backend'],
);

export const ingressSpec = object({
  ingressClassName: text(dnsSubdomain),
  defaultBackend: ingressBackend,
  tls: list(object({ hosts: list(text(hostName)), secretName: text(dnsSubdomain) })),
  rules: list(
    object({ host: text(hostName), http: object({ paths: list(ingressPath, 1) }, ['paths']) }),
  ),
});

export const ingressClassSpec = object({ controller: text(), ...notSimulated('parameters') });

export const gatewayClassSpec = object(
  { controllerName: text(), description: text(), ...notSimulated('parametersRef') },
  ['controllerName'],
);

const selector = object({
  matchLabels: map(text(labelValue), qualifiedName),
  ...notSimulated('matchExpressions'),
});

const routeNamespaces = object({ from: oneOf('All', 'Selector', 'Same'), selector });

const secretRef = object(
  { group: text(), kind: text(), name: text(dnsSubdomain), namespace: text(dnsLabel) },
  ['name'],
);

const listener = object(
  {
    name: text(dnsSubdomain),
    hostname: text(hostName),
    port,
    protocol: oneOf('HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP'),
    tls: object({
      mode: oneOf('Terminate', 'Passthrough'),
      certificateRefs: list(secretRef),
      ...notSimulated('options'),
    }),
    allowedRoutes: object({
      namespaces: routeNamespaces,
      kinds: list(object({ group: text(), kind: text() }, ['kind'])),
    }),
  },
  ['name', 'port', 'protocol'],
);

export const gatewaySpec = object(
  {
    gatewayClassName: text(dnsSubdomain),
    listeners: list(listener, 1),
    ...notSimulated('addresses', 'infrastructure', 'allowedListeners', 'tls', 'defaultScope'),
  },
  ['gatewayClassName', 'listeners'],
);

const parentRef = object(
  {
    group: text(),
    kind: text(),
    namespace: text(dnsLabel),
    name: text(dnsSubdomain),
    sectionName: text(dnsSubdomain),
    port,
  },
  ['name'],
);

const nameValue = object(
  { type: oneOf('Exact', 'RegularExpression'), name: text(), value: text() },
  ['name', 'value'],
);

const match = object({
  path: object({ type: oneOf('Exact', 'PathPrefix', 'RegularExpression'), value: text() }),
  headers: list(nameValue),
  queryParams: list(nameValue),
  method: oneOf('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'),
});

const backendRef = object(
  {
    group: text(),
    kind: text(),
    name: text(dnsSubdomain),
    namespace: text(dnsLabel),
    port,
    weight: integer(0, 1_000_000),
    ...notSimulated('filters'),
  },
  ['name'],
);

const filter = object(
  {
    type: oneOf(
      'RequestHeaderModifier',
      'ResponseHeaderModifier',
      'RequestMirror',
      'RequestRedirect',
      'URLRewrite',
      'CORS',
      'ExtensionRef',
    ),
    requestMirror: object({ backendRef, ...notSimulated('percent', 'fraction') }, ['backendRef']),
    ...notSimulated(
      'requestHeaderModifier',
      'responseHeaderModifier',
      'requestRedirect',
      'urlRewrite',
      'cors',
      'extensionRef',
    ),
  },
  ['type'],
);

export const httpRouteSpec = object({
  parentRefs: list(parentRef),
  hostnames: list(text(hostName)),
  rules: list(
    object({
      name: text(),
      matches: list(match),
      filters: list(filter),
      backendRefs: list(backendRef),
      timeouts: object({ request: text(), backendRequest: text() }),
      ...notSimulated('sessionPersistence', 'retry'),
    }),
  ),
  ...notSimulated('useDefaultGateways'),
});

export const peerAuthenticationSpec = object({
  selector: object({ matchLabels: map(text(labelValue), qualifiedName) }),
  mtls: object({ mode: oneOf('UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT') }),
  ...notSimulated('portLevelMtls'),
});
