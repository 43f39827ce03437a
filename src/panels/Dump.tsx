import { Fragment, useMemo } from 'react';
import { BYTES_PER_ROW, dumpOf } from '../scene/dump';
import type { Hop } from '../sim';
import classes from './dump.module.css';

/** The packet as it is on the wire, where there is room for it; leads to the view that ties each byte to its field. */
export function Dump({ hop, onOpen }: { readonly hop: Hop; readonly onOpen: () => void }) {
  const dump = useMemo(() => dumpOf(hop), [hop]);
  if (!dump) return null;
  const rows = Math.ceil(dump.shown / BYTES_PER_ROW);
  const rest = dump.bytes - dump.shown;
  return (
    <button type="button" className={classes.dump} onClick={onOpen}>
      <span className={classes.title}>Bytes and their fields</span>
      <span className={classes.hex} aria-hidden="true">
        <span>
          {Array.from({ length: rows }, (_, row) =>
            (row * BYTES_PER_ROW).toString(16).padStart(4, '0'),
          ).join('\n')}
        </span>
        <span>
          {dump.runs.map(({ at, osi, isChanged, hex }) => (
            <Fragment key={at}>
              <span data-layer={osi} data-changed={isChanged || undefined}>
                {hex.trimEnd()}
              </span>
              {hex.slice(hex.trimEnd().length)}
            </Fragment>
          ))}
        </span>
      </span>
      {rest > 0 ? <span className={classes.rest}>and {rest} bytes more</span> : null}
    </button>
  );
}
