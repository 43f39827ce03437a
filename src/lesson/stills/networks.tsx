import { Names, Scenery } from '../../diagram/Scenery';
import { layoutCutaway } from '../../scene/cutaway';
import { NETWORKS, rangeOf } from '../pieces/three-networks/model';
import { type Draw, STILL_WIDTH } from './still';

/** The whole cluster, nothing on its way. */
export const threeNetworks: Draw<object> = ({ build }) => {
  const world = build();
  const layout = layoutCutaway(world, {
    width: STILL_WIDTH,
    involved: [],
    isMap: true,
    addressed: world.cluster.services.flatMap(({ metadata, spec }) =>
      metadata.name === 'my-service' ? (spec.clusterIP ?? []) : [],
    ),
  });
  const ranges = NETWORKS.map(({ name, label }) => `${label} ${rangeOf(world, name)}`);
  return {
    height: layout.height,
    says: `From top to bottom: ${ranges.join(', ')}.`,
    marks: (
      <>
        <Scenery layout={layout} />
        <Names layout={layout} />
      </>
    ),
  };
};
