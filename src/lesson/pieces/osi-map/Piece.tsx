import { usePieceState } from '../../../state/usePieceState';
import { useEffect } from 'react';

interface Row {
  readonly layer: '7' | '4' | '3' | '2';
  readonly name: string;
  readonly components: string;
  readonly tools: string;
  readonly symptoms: string;
}

const ROWS: readonly Row[] = [
  {
    layer: '7',
    name: 'application',
    components: 'CoreDNS, Ingress and Gateway proxies, sidecars, your own process',
    tools: 'curl, nslookup',
    symptoms: 'NXDOMAIN, 404, 503, wrong answers, slow answers',
  },
  {
    layer: '4',
    name: 'transport',
    components: 'Services as kube-proxy programs them, conntrack, ports of NetworkPolicy',
    tools: 'nc -zv, iptables, conntrack, kubectl get endpointslices',
    symptoms: 'refused, reset, timed out, one request in three fails',
  },
  {
    layer: '3',
    name: 'network',
    components: 'pod addresses, routes of the CNI, BGP, addresses of NetworkPolicy',
    tools: 'ping, ip route, ip addr',
    symptoms: 'unreachable, silence between nodes only, large packets vanish',
  },
  {
    layer: '2',
    name: 'link',
    components: 'veth pairs, bridge cni0, VXLAN device, ARP and FDB',
    tools: 'ip link, ip neigh, bridge fdb',
    symptoms: 'incomplete neighbours, nothing arrives at all',
  },
];

/** Layers against components, tools and symptoms; choosing a layer dims the others in all pictures of the page. */
export function Piece({ id }: { readonly id: string }) {
  const [state, change] = usePieceState(id, { layer: 'all' });
  useEffect(() => {
    document.documentElement.dataset.layerFilter = state.layer;
    return () => {
      delete document.documentElement.dataset.layerFilter;
    };
  }, [state.layer]);
  return (
    <>
      <div className="controls">
        <fieldset>
          <legend>Highlight in all pictures</legend>
          {['all', ...ROWS.map((row) => row.layer)].map((layer) => (
            <label key={layer}>
              <input
                type="radio"
                name="osi-layer"
                checked={state.layer === layer}
                onChange={() => change({ layer })}
              />
              {layer === 'all' ? 'every layer' : `L${layer}`}
            </label>
          ))}
        </fieldset>
      </div>

      <div className="compare" role="group" aria-label="Layers and Kubernetes" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th>Layer</th>
              <th>In Kubernetes</th>
              <th>Look with</th>
              <th>It hurts like this</th>
            </tr>
          </thead>
          <tbody>
            {ROWS.filter((row) => state.layer === 'all' || state.layer === row.layer).map((row) => (
              <tr key={row.layer}>
                <th scope="row">
                  L{row.layer} {row.name}
                </th>
                <td>{row.components}</td>
                <td>{row.tools}</td>
                <td>{row.symptoms}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
