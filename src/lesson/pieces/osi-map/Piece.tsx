import { useEffect, useMemo } from 'react';
import { firstExchange, type Layer } from '../../../sim';
import { usePieceState } from '../../../state/usePieceState';
import { useLab } from '../useLab';
import { placesAt, ROWS, type Row } from './model';
import classes from './osi.module.css';

const REQUEST = 'curl -s http://my-service.default:8080/health';

/** Layers against components, tools and symptoms; choosing a layer dims the others in all pictures of the page. */
export function Piece({ id }: { readonly id: string }) {
  const { sim, build } = useLab();
  const [state, change] = usePieceState(id, { layer: 'all' });
  const world = useMemo(() => build(), [build]);
  const hops = useMemo(() => {
    const { trace } = sim.run(world, 'default/pod-a', REQUEST, { endpoint: '10.244.1.8' });
    const { request } = firstExchange(trace);
    return trace.hops.filter((hop) => hop.packet === request?.id);
  }, [sim, world]);
  useEffect(() => {
    document.documentElement.dataset.layerFilter = state.layer;
    return () => {
      delete document.documentElement.dataset.layerFilter;
    };
  }, [state.layer]);
  const chosen = ROWS.find((row) => String(row.layer) === state.layer);
  const choose = (layer: Layer | 'all') => change({ layer: String(layer) });
  return (
    <div className={classes.map}>
      <label className={classes.every}>
        <input type="radio" name="osi-layer" checked={!chosen} onChange={() => choose('all')} />
        every layer
      </label>
      <table>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">In Kubernetes</th>
            <th scope="col">Look with</th>
            <th scope="col">It hurts like this</th>
            <th scope="col">On the way of one request</th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map((row) => (
            <LayerRow
              key={row.layer}
              row={row}
              isChosen={row === chosen}
              count={hops.filter((hop) => hop.layer === row.layer).length}
              places={placesAt(hops, row.layer)}
              onChoose={() => choose(row.layer)}
            />
          ))}
        </tbody>
      </table>
      {chosen ? (
        <>
          <p role="status" className={classes.effect}>
            In every picture of this page only layer {chosen.layer} stands out now. See it at work:
          </p>
          <pre className={classes.output} tabIndex={0}>
            <b>
              {chosen.at} $ {chosen.command}
            </b>
            {`\n${outputOf(sim.run(world, chosen.at, chosen.command))}`}
          </pre>
        </>
      ) : (
        <p role="status" className={classes.effect}>
          Choose a layer: its places stand out in every picture of this page.
        </p>
      )}
    </div>
  );
}

const outputOf = ({ lines }: { readonly lines: readonly { readonly text: string }[] }): string =>
  lines.map((line) => line.text).join('\n');

function LayerRow({
  row,
  isChosen,
  count,
  places,
  onChoose,
}: {
  readonly row: Row;
  readonly isChosen: boolean;
  readonly count: number;
  readonly places: readonly string[];
  readonly onChoose: () => void;
}) {
  return (
    <tr data-layer={row.layer} data-chosen={isChosen ? '' : undefined}>
      <th scope="row">
        <label>
          <input type="radio" name="osi-layer" checked={isChosen} onChange={onChoose} />
          <b>L{row.layer}</b> {row.name}
        </label>
      </th>
      <td data-title="In Kubernetes">{row.components}</td>
      <td data-title="Look with">
        <code>{row.tools}</code>
      </td>
      <td data-title="It hurts like this">{row.symptoms}</td>
      <td data-title="On the way of one request">
        {count === 0 ? 'no hop of the SYN' : `${count} hops of the SYN: ${places.join(', ')}`}
      </td>
    </tr>
  );
}
