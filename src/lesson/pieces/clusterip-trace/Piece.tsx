import { useMemo } from 'react';
import { MomentStrip } from '../../../panels/MomentStrip';
import { TraceFigure } from '../../../panels/TraceFigure';
import type { CniName, ProxyName } from '../../../sim';
import { usePieceState } from '../../../state/usePieceState';
import { useLab } from '../useLab';
import { ask, momentsOf } from './model';

const ENDPOINTS = [
  { id: 'b', ip: '10.244.0.8', label: 'pod-b, same node' },
  { id: 'c', ip: '10.244.1.8', label: 'pod-c, node-2' },
  { id: 'd', ip: '10.244.2.7', label: 'pod-d, node-3' },
] as const;
const CNIS: readonly CniName[] = ['flannel', 'calico', 'calico-vxlan'];
const PROXIES: readonly ProxyName[] = ['iptables', 'nftables'];

/** A request to the ClusterIP, there and back, with its eight moments as places to jump to. */
export function Piece({ id }: { readonly id: string }) {
  const { sim, build } = useLab();
  const [state, change] = usePieceState(id, {
    hop: 0,
    to: 'c',
    cni: 'flannel',
    proxy: 'iptables',
    all: 0,
    ask: 'http',
  });
  const cni = CNIS.find((name) => name === state.cni) ?? 'flannel';
  const proxy = PROXIES.find((name) => name === state.proxy) ?? 'iptables';
  const endpoint = ENDPOINTS.find((entry) => entry.id === state.to) ?? ENDPOINTS[1];
  const isPing = state.ask === 'ping';
  const { world, trace, hops, text } = useMemo(() => {
    const built = build({ cni, proxy });
    const result = ask(sim, built, { endpoint: endpoint.ip, isPing, all: state.all === 1 });
    return { world: built, ...result };
  }, [sim, build, cni, proxy, endpoint, state.all, isPing]);
  const moments = momentsOf(trace);
  const here = hops[state.hop]?.n ?? 0;
  const current = moments.findLastIndex((moment) => moment.hop <= here);
  const jump = (n: number) => {
    const index = hops.findIndex((hop) => hop.n === n);
    change(index < 0 ? { all: 1, hop: n } : { hop: index });
  };
  return (
    <>
      <div className="controls">
        <label>
          Backend{' '}
          <select
            value={endpoint.id}
            onChange={(event) => change({ to: event.target.value, hop: 0 })}
          >
            {ENDPOINTS.map((entry) => (
              <option key={entry.id} value={entry.id}>
                {entry.label}
              </option>
            ))}
          </select>
        </label>
        <label>
          CNI{' '}
          <select value={cni} onChange={(event) => change({ cni: event.target.value, hop: 0 })}>
            {CNIS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          kube-proxy{' '}
          <select value={proxy} onChange={(event) => change({ proxy: event.target.value, hop: 0 })}>
            {PROXIES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Send{' '}
          <select
            value={isPing ? 'ping' : 'http'}
            onChange={(event) => change({ ask: event.target.value, hop: 0 })}
          >
            <option value="http">an HTTP request</option>
            <option value="ping">a ping</option>
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={state.all === 1}
            onChange={(event) => change({ all: event.target.checked ? 1 : 0, hop: 0 })}
          />{' '}
          every packet, DNS and closing included
        </label>
      </div>
      {isPing ? <p className="outcome bad">{text.split('\n')[1]}</p> : null}
      <TraceFigure
        key={`${cni}${proxy}${endpoint.id}${state.all}${state.ask}`}
        world={world}
        trace={trace}
        hops={hops}
        name="request to the ClusterIP"
        at={state.hop}
        onAt={(hop) => change({ hop })}
        moments={
          isPing ? null : (
            <MomentStrip
              items={moments}
              current={current}
              label="The eight moments"
              onChoose={(number) => jump(moments[number]?.hop ?? 0)}
            />
          )
        }
      />
    </>
  );
}
