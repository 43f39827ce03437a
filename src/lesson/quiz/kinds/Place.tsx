import { useMemo } from 'react';
import { Cutaway } from '../../../diagram/Cutaway';
import { useWidth } from '../../../diagram/useWidth';
import { hash, type PlaceChoice, shuffle } from '../../../quiz';
import { type Cutaway as Layout, layoutCutaway } from '../../../scene/cutaway';
import type { CniName } from '../../../sim';
import classes from '../kinds.module.css';
import { useCluster } from '../useCluster';
import type { KindProps } from './types';

const LETTERS = 'ABCDEFGHIJ';

/** The cluster cut open, with a pin at every place on offer; the list below it holds the same choices. */
export function Place({ question, response, onChange, seed }: KindProps<'place'>) {
  const world = useCluster(question.variant, question.cni as CniName);
  const [ref, width] = useWidth(900);
  const layout = useMemo(() => {
    const hosts = question.choices.flatMap(({ place }) =>
      place === 'none' ? [] : [hostOf(place)],
    );
    const nodes = hosts.flatMap((host) => {
      const pod = world.cluster.pods.find(
        (entry) => `${entry.metadata.namespace}/${entry.metadata.name}` === host,
      );
      return pod?.spec.nodeName ? [host, pod.spec.nodeName] : [host];
    });
    return layoutCutaway(world, {
      width,
      involved: [...new Set(nodes)],
      senders: {},
      addressed: [],
    });
  }, [world, question, width]);
  const chosen = response?.kind === 'choices' ? response.chosen[0] : undefined;
  const choices = shuffle(question.choices, hash(question.id) + seed);
  const pick = (id: string) => onChange({ kind: 'choices', chosen: [id] });
  return (
    <div className={classes.map} ref={ref}>
      <div className={classes.stage}>
        <Cutaway layout={layout} hops={[]} at={0} title="The cluster cut open" />
        {choices.map((choice, index) => {
          const point = pointOf(layout, choice);
          return point ? (
            <button
              key={choice.id}
              type="button"
              tabIndex={-1}
              aria-hidden="true"
              className={classes.pin}
              data-chosen={chosen === choice.id}
              style={{ left: `${point[0]}%`, top: `${point[1]}%` }}
              onClick={() => pick(choice.id)}
            >
              {LETTERS[index]}
            </button>
          ) : null;
        })}
      </div>
      <div className={classes.legend}>
        {choices.map((choice, index) => (
          <label key={choice.id} className={classes.choice}>
            <input
              type="radio"
              name={question.id}
              checked={chosen === choice.id}
              onChange={() => pick(choice.id)}
            />
            <b aria-hidden="true">{LETTERS[index]}</b>
            <span>{choice.text}</span>
          </label>
        ))}
      </div>
    </div>
  );
}

const hostOf = (place: string): string =>
  place.includes('#') ? (place.split('#')[0] ?? '') : place.slice(0, place.lastIndexOf('/'));

/** In percent of the picture; nothing for the choice that is on no interface. */
function pointOf(layout: Layout, { place }: PlaceChoice): readonly [number, number] | null {
  const mark = layout.places.find((entry) => entry.id === place);
  const [x, y] = mark
    ? [mark.x + mark.width / 2, mark.y + mark.height / 2]
    : (layout.graph.points.get(place) ?? []);
  if (x === undefined || y === undefined) return null;
  return [(x / layout.width) * 100, (y / layout.height) * 100];
}
