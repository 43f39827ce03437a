import { domAnimation, LazyMotion } from 'framer-motion';
import * as m from 'framer-motion/m';
import { type Envelope as Model } from '../scene/envelope';
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

/** The packet as nested envelopes, outermost outside; what this hop rewrote shows old and new. */
export function Envelope({ envelope }: { readonly envelope: Model }) {
  return (
    <LazyMotion features={domAnimation} strict>
      <div className={classes.envelope}>
        <ol className={classes.layers} aria-label={`Headers, ${envelope.totalBytes} bytes in all`}>
          {envelope.layers.map((layer) => (
            <li
              key={layer.key}
              data-layer={layer.osi}
              className={layer.isNew ? classes.fresh : classes.layer}
              style={{ flexGrow: Math.max(8, Math.min(layer.bytes, 60)) }}
            >
              <span className={classes.name}>{NAMES[layer.protocol]}</span>
              <span className={classes.bytes}>{layer.bytes} B</span>
              <span className={classes.title}>{layer.title}</span>
            </li>
          ))}
        </ol>
        {envelope.changes.length > 0 ? (
          <dl className={classes.changes} aria-label="Rewritten at this hop">
            {envelope.changes.map((change) => (
              <m.div
                key={`${change.key}${change.new}`}
                initial={{ opacity: 0 }}
                animate={{ opacity: 1 }}
                className={classes.change}
              >
                <dt>{change.name}</dt>
                <dd>
                  <del>{change.old ?? 'none'}</del> → <ins>{change.new ?? 'none'}</ins>
                </dd>
              </m.div>
            ))}
          </dl>
        ) : (
          <p className={classes.same}>No header field changes at this hop.</p>
        )}
      </div>
    </LazyMotion>
  );
}
