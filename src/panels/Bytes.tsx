import { useState } from 'react';
import { dissectSnapshot } from '../scene/envelope';
import type { Hop } from '../sim';
import classes from './panels.module.css';

/** Fields and bytes tied both ways: pointing at or focusing a field marks its bytes. */
export function Bytes({ hop }: { readonly hop: Hop }) {
  const [marked, setMarked] = useState<readonly [number, number]>([-1, 0]);
  const shown = hop.after ?? hop.before;
  if (!shown || shown.kind === 'arp') return null;
  const { bytes, dissection } = dissectSnapshot(shown);
  const [from, length] = marked;
  return (
    <details className={classes.bytes}>
      <summary>{bytes.length} bytes, field by field</summary>
      <div className={classes.split}>
        <div>
          {dissection.layers.map((layer) => (
            <div
              key={`${layer.offset}-${layer.protocol}`}
              data-layer={layer.osi}
              className={classes.fields}
            >
              <h5>{layer.title}</h5>
              {layer.fields.map((field) => (
                <button
                  key={field.key}
                  type="button"
                  onFocus={() => setMarked([field.offset, field.length])}
                  onPointerEnter={() => setMarked([field.offset, field.length])}
                >
                  <span>{field.name}</span>
                  <code>{field.value}</code>
                </button>
              ))}
            </div>
          ))}
        </div>
        <pre aria-label="Bytes in hexadecimal">
          {[...bytes].map((byte, index) => (
            <span
              key={index}
              className={index >= from && index < from + length ? classes.marked : undefined}
            >
              {byte.toString(16).padStart(2, '0')}
              {index % 16 === 15 ? '\n' : ' '}
            </span>
          ))}
        </pre>
      </div>
    </details>
  );
}
