import { describe, expect, test } from 'vitest';
import { worldOf } from '../../authoring/worlds';
import { type CniName, type FaultId, run, type World } from '../../sim';
import { actorsOf } from '../actors';
import { type Cutaway, layoutCutaway, legsOf, litBy, type Rect } from '.';
import { FONT, monoWidth } from './text';

const CNIS: readonly CniName[] = ['flannel', 'calico', 'calico-vxlan'];
const WIDTHS = [300, 328, 700, 840] as const;
const REQUEST = 'curl -s http://my-service.default:8080/health';

function picture(cni: CniName, width: number, endpoint = '10.244.1.8', faults: FaultId[] = []) {
  const world = worldOf('lesson', { cni, faults });
  const { trace } = run(world, 'default/pod-a', REQUEST, { endpoint });
  const opening = trace.packets.find((packet) => packet.label.startsWith('SYN '));
  const hops = trace.hops.filter((hop) => hop.packet === (opening ?? trace.packets[0])?.id);
  const layout = layoutCutaway(world, { width, ...actorsOf(world, trace, hops) });
  return { world, trace, hops, layout };
}

const overlaps = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width - 0.5 &&
  b.x < a.x + a.width - 0.5 &&
  a.y < b.y + b.height - 0.5 &&
  b.y < a.y + a.height - 0.5;

/** Pairs of devices and stations that lie on one another; rooms contain theirs. */
function collisions({ places }: Cutaway): readonly string[] {
  const solid = places.filter((place) => place.kind !== 'room');
  return solid.flatMap((one, index) =>
    solid
      .slice(index + 1)
      .filter((other) => overlaps(one, other))
      .map((other) => `${one.id} and ${other.id}`),
  );
}

const tooWide = ({ places }: Cutaway): readonly string[] =>
  places
    .filter((place) => place.kind !== 'room' && place.kind !== 'station')
    .filter((place) => place.lines.some((line) => monoWidth(line, FONT) > place.width + 1))
    .map((place) => `${place.id}: ${place.lines.join(' ')}`);

describe.each(CNIS)('the cutaway with %s', (cni) => {
  test.each(WIDTHS)('holds every label without overlap at %i px', (width) => {
    const { layout } = picture(cni, width);
    expect(collisions(layout)).toEqual([]);
    expect(tooWide(layout)).toEqual([]);
  });

  test.each(WIDTHS)('stays inside its own frame at %i px', (width) => {
    const { layout } = picture(cni, width);
    const outside = layout.places.filter(
      ({ x, y, width: wide, height }) =>
        x < -1 || y < 0 || x + wide > layout.width + 1 || y + height > layout.height,
    );
    expect(outside.map((place) => place.id)).toEqual([]);
  });

  test.each(WIDTHS)('places every hop of a request at %i px', (width) => {
    const { layout, hops } = picture(cni, width);
    const ids = new Set(layout.places.map((place) => place.id));
    const devices = hops.filter((hop) => hop.device && hop.namespace !== 'fabric');
    expect(devices.length).toBeGreaterThan(5);
    expect(devices.filter((hop) => !ids.has(`${hop.namespace}/${hop.device}`))).toEqual([]);
  });

  test('moves the packet without a break: each leg begins where the last one ended', () => {
    const { layout, hops } = picture(cni, 840);
    const legs = legsOf(layout, hops);
    legs.slice(1).forEach((leg, index) => {
      expect(leg.points[0]).toEqual(legs[index]?.points.at(-1));
    });
    expect(legs.filter((leg) => leg.length > 0).length).toBeGreaterThan(10);
  });

  test('moves the packet along level and upright lines only', () => {
    const { layout, hops } = picture(cni, 840);
    const slanted = legsOf(layout, hops).flatMap((leg) =>
      leg.points.filter((point, index) => {
        const before = leg.points[index - 1];
        return (
          before && Math.abs(before[0] - point[0]) > 0.1 && Math.abs(before[1] - point[1]) > 0.1
        );
      }),
    );
    expect(slanted).toEqual([]);
  });
});

describe('the cutaway', () => {
  test('is the same for the same world and width', () => {
    const [one, other] = [picture('flannel', 840), picture('flannel', 840)];
    expect(JSON.stringify(one.layout)).toBe(JSON.stringify(other.layout));
  });

  test('lights the station at which a hook runs', () => {
    const { layout, hops } = picture('flannel', 840);
    const hook = hops.find((hop) => hop.hook === 'PREROUTING' && hop.layer === 4);
    const lit = hook ? litBy(hook) : new Set<string>();
    expect(layout.places.filter((place) => lit.has(place.id)).map((place) => place.id)).toEqual([
      'node-1#PREROUTING',
    ]);
  });

  test('leaves a node that the packet does not visit slim, and without a desk', () => {
    const { layout } = picture('flannel', 840);
    expect(layout.houses.map((house) => house.desk !== null)).toEqual([true, true, false]);
  });

  test.each([300, 328, 820])('shows every pod of every node on the map at %i px', (width) => {
    const world: World = worldOf('lesson');
    const layout = layoutCutaway(world, { width, involved: [], isMap: true });
    const rooms = layout.places.filter((place) => place.kind === 'room').map((place) => place.id);
    expect(rooms.toSorted()).toEqual(
      world.cluster.pods.map((pod) => `${pod.metadata.namespace}/${pod.metadata.name}`).toSorted(),
    );
    expect(collisions(layout)).toEqual([]);
  });
});
