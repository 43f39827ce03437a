/** Faults in the Service object and in what the client asks for: the mistakes that most tickets end with. */
import { findService, MY_SERVICE, setSelector, setTargetPort } from '../kube/edits';
import type { Fault } from './types';

export const SERVICE_SELECTOR_TYPO: Fault = {
  id: 'service-selector-typo',
  title: 'The Service selects nothing',
  layer: 4,
  symptom: 'Every request to my-service is refused at once. All pods are Running and Ready.',
  trueCause:
    'The selector of the Service has a typo (app=my-servce), so no pod matches, its EndpointSlice is empty and kube-proxy rejects the ClusterIP on every node.',
  where: {
    object: 'Service default/my-service, spec.selector',
    at: 'workstation',
    command: 'kubectl get endpointslices -l kubernetes.io/service-name=my-service',
    shows: 'ENDPOINTS is <unset>, although three pods are ready',
  },
  fix: {
    summary: 'Correct the selector to app=my-service.',
    command: 'kubectl patch service my-service -p \'{"spec":{"selector":{"app":"my-service"}}}\'',
  },
  apply: (objects, options) => ({
    objects: setSelector(objects, MY_SERVICE, {
      ...findService(objects, MY_SERVICE)?.spec.selector,
      app: 'my-servce',
    }),
    options,
  }),
};

export const DNS_NAME_TYPO: Fault = {
  id: 'dns-name-typo',
  title: 'The client asks for a name that does not exist',
  layer: 7,
  symptom: 'The client says "could not resolve host". Other clients of the Service are fine.',
  trueCause:
    'The client is configured with the name my-servce. DNS works and answers NXDOMAIN, because no Service has that name.',
  where: {
    object: 'the configuration of the client',
    at: 'default/pod-a',
    command: 'nslookup my-servce.default.svc.cluster.local',
    shows: 'NXDOMAIN, while the same question with my-service has an answer',
  },
  fix: {
    summary: 'Correct the name in the client to my-service.',
    command: 'kubectl exec pod-a -- curl -s http://my-service:8080/',
  },
  clientName: 'my-servce',
  apply: (objects, options) => ({ objects, options }),
};

export const WRONG_TARGET_PORT: Fault = {
  id: 'wrong-target-port',
  title: 'The Service sends to a port that nobody listens on',
  layer: 4,
  symptom:
    'Every request to my-service is refused. The endpoints are there and the pods are ready.',
  trueCause:
    'targetPort is 8081, but the processes listen on 8080. kube-proxy translates to 8081, and the kernel of each pod answers with a reset.',
  where: {
    object: 'Service default/my-service, spec.ports[0].targetPort',
    at: 'workstation',
    command: 'kubectl get endpointslices -l kubernetes.io/service-name=my-service',
    shows: 'PORTS is 8081, while a pod answers on 8080',
  },
  fix: {
    summary: 'Set targetPort to 8080.',
    command:
      'kubectl patch service my-service --type json -p \'[{"op":"replace","path":"/spec/ports/0/targetPort","value":8080}]\'',
  },
  apply: (objects, options) => ({ objects: setTargetPort(objects, MY_SERVICE, 8081), options }),
};
