import type { Envelope as Model, EnvelopeLayer } from '../scene/envelope';
import classes from './envelope.module.css';

const NAMES = {
  ethernet: 'Ethernet',
  arp: 'ARP',
  ipv4: 'IPv4',
  icmp: 'ICMP',
  udp: 'UDP',
  tcp: 'TCP',
  vxlan: 'VXLAN',
  dns: 'DNS',
  http: 'HTTP',
  data: 'data',
} as const;

/** The packet as nested envelopes, outermost outside; what this hop rewrote shows old and new in its place. */
export function Envelope({ envelope }: { readonly envelope: Model }) {
  const { layers, removed, totalBytes } = envelope;
  if (layers.length === 0) return null;
  return (
    <div className={classes.envelope}>
      {removed.length > 0 ? (
        <p className={classes.removed}>
          taken off:{' '}
          {removed.map((layer) => `${NAMES[layer.protocol]} ${layer.bytes} B`).join(', ')}
        </p>
      ) : null}
      <Nest layers={layers} label={`Headers, ${totalBytes} bytes in all`} />
      <p className={classes.total}>{totalBytes} bytes in all</p>
    </div>
  );
}

/** A header with everything that it carries inside it. */
function Nest({
  layers,
  label,
}: {
  readonly layers: readonly EnvelopeLayer[];
  readonly label?: string;
}) {
  const [layer, ...inner] = layers;
  if (!layer) return null;
  return (
    <ol className={classes.layers} {...(label ? { 'aria-label': label } : {})}>
      <li
        data-layer={layer.osi}
        data-osi={layer.osi}
        className={layer.isNew ? `${classes.layer} ${classes.fresh}` : classes.layer}
      >
        <div className={classes.row}>
          <span className={classes.name}>{NAMES[layer.protocol]}</span>
          <Ends layer={layer} />
          <span className={classes.bytes}>{layer.bytes} B</span>
        </div>
        <Others layer={layer} />
        {inner.length > 0 ? <Nest layers={inner} /> : null}
      </li>
    </ol>
  );
}

function Ends({ layer }: { readonly layer: EnvelopeLayer }) {
  const { from, to, title, protocol, rewrites } = layer;
  if (from === undefined || to === undefined) {
    const text = title.replace(new RegExp(`^${NAMES[protocol]},? ?`), '');
    return <span className={classes.ends}>{text}</span>;
  }
  const old = (end: 'source' | 'destination') =>
    rewrites.find((change) => change.key.toLowerCase().includes(`.${end}`))?.old;
  return (
    <span className={classes.ends}>
      <End value={from} old={old('source')} />
      <span className={classes.arrow}>→</span>
      <End value={to} old={old('destination')} />
    </span>
  );
}

function End({ value, old }: { readonly value: string; readonly old: string | null | undefined }) {
  return (
    <span className={classes.end}>
      {old ? <del data-addr={old}>{old}</del> : null}
      {old ? <ins data-addr={value}>{value}</ins> : <span data-addr={value}>{value}</span>}
    </span>
  );
}

/** Every rewritten field that is not one of the two ends. */
function Others({ layer }: { readonly layer: EnvelopeLayer }) {
  const others = layer.rewrites.filter(
    (change) => !/\.(source|destination)(port)?$/i.test(change.key),
  );
  if (others.length === 0) return null;
  return (
    <dl className={classes.changes}>
      {others.map((change) => (
        <div key={change.key}>
          <dt>{change.name}</dt>
          <dd>
            <del>{change.old ?? 'none'}</del> → <ins>{change.new ?? 'none'}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
