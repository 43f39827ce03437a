import { type KeyboardEvent, useMemo, useState } from 'react';
import { dissectSnapshot } from '../scene/envelope';
import type { Field, Hop } from '../sim';
import classes from './panels.module.css';

/** Fields and bytes tied both ways: a field marks its bytes, a byte marks its field. */
export function Bytes({ hop }: { readonly hop: Hop }) {
  const shown = hop.after ?? hop.before;
  const packet = useMemo(
    () => (shown && shown.kind !== 'arp' ? dissectSnapshot(shown) : null),
    [shown],
  );
  const [key, setKey] = useState<string | null>(null);
  const [cursor, setCursor] = useState(0);
  if (!packet) return <p className={classes.quiet}>An ARP packet: its hop says all it holds.</p>;
  const { bytes, dissection } = packet;
  const fields = dissection.layers.flatMap((layer, number) =>
    layer.fields.map((field) => ({ id: `${number}.${field.key}`, field, osi: layer.osi })),
  );
  const marked = fields.find(({ id }) => id === key);
  const atByte = (index: number) => fields.find(({ field }) => covers(field, index))?.id ?? null;
  const point = (index: number) => {
    setCursor(index);
    setKey(atByte(index));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = BYTE_STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    point(Math.max(0, Math.min(bytes.length - 1, cursor + step)));
  };
  return (
    <div className={classes.split}>
      <div className={classes.hex}>
        <p className={classes.readout}>
          {marked
            ? `${marked.field.name}: ${marked.field.value}`
            : `${bytes.length} bytes; point at a byte or at a field`}
        </p>
        <div
          className={classes.bytes}
          tabIndex={0}
          role="slider"
          aria-label="Byte under the cursor"
          aria-valuemin={0}
          aria-valuemax={bytes.length - 1}
          aria-valuenow={cursor}
          aria-valuetext={`byte ${cursor}${marked ? `, ${marked.field.name}: ${marked.field.value}` : ''}`}
          onKeyDown={onKeyDown}
          onPointerOver={(event) => {
            const index = (event.target as HTMLElement).dataset.byte;
            if (index !== undefined) point(Number(index));
          }}
        >
          {[...bytes].map((byte, index) => (
            <span
              key={index}
              data-byte={index}
              data-layer={dissection.layers.findLast((layer) => layer.offset <= index)?.osi}
              className={marked && covers(marked.field, index) ? classes.marked : undefined}
            >
              {byte.toString(16).padStart(2, '0')}
              {index % 16 === 15 ? '\n' : ' '}
            </span>
          ))}
        </div>
      </div>
      <div className={classes.fieldList} tabIndex={0} role="group" aria-label="Fields">
        {dissection.layers.map((layer, number) => (
          <div
            key={`${layer.offset}-${layer.protocol}`}
            data-osi={layer.osi}
            className={classes.fields}
          >
            <h4 data-layer={layer.osi}>{layer.title}</h4>
            {layer.fields.map((field) => {
              const id = `${number}.${field.key}`;
              const mark = () => {
                setKey(id);
                setCursor(field.offset);
              };
              return (
                <button
                  key={field.key}
                  type="button"
                  data-marked={id === key ? '' : undefined}
                  onFocus={mark}
                  onPointerEnter={mark}
                  onClick={mark}
                >
                  <span>{field.name}</span>
                  <code>{field.value}</code>
                </button>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

const BYTE_STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: 16,
  ArrowUp: -16,
};

const covers = ({ offset, length }: Field, index: number): boolean =>
  index >= offset && index < offset + length;
