/** The ways of the picture. A packet is drawn only along them, so its line never cuts through a wall. */
import type { Graph, Point } from './types';

export class GraphBuilder {
  private readonly points = new Map<string, Point>();
  private readonly edges = new Map<string, string[]>();

  point(id: string, x: number, y: number): string {
    this.points.set(id, [x, y]);
    return id;
  }

  /** Joins points that are there; a name that was not placed is left out. */
  way(...ids: readonly string[]): void {
    const placed = ids.filter((id) => this.points.has(id));
    placed.slice(1).forEach((id, index) => this.join(placed[index] ?? id, id));
  }

  /** Joins points that lie on one level, each with its neighbours from left to right. */
  along(ids: readonly string[]): readonly string[] {
    const sorted = ids
      .filter((id) => this.points.has(id))
      .toSorted((one, other) => (this.xOf(one) ?? 0) - (this.xOf(other) ?? 0));
    this.way(...sorted);
    return sorted;
  }

  xOf = (id: string): number | null => this.points.get(id)?.[0] ?? null;

  yOf = (id: string): number | null => this.points.get(id)?.[1] ?? null;

  private join(one: string, other: string): void {
    this.edges.set(one, [...(this.edges.get(one) ?? []), other]);
    this.edges.set(other, [...(this.edges.get(other) ?? []), one]);
  }

  build(): Graph {
    return { points: this.points, edges: this.edges };
  }
}

const length = ([ax, ay]: Point, [bx, by]: Point): number => Math.abs(ax - bx) + Math.abs(ay - by);

export function lengthOf(points: readonly Point[]): number {
  return points
    .slice(1)
    .reduce((sum, point, index) => sum + length(points[index] ?? point, point), 0);
}

/** The shortest way from one point to another, both included; null when no way leads there. */
export function shortestWay(graph: Graph, from: string, to: string): readonly Point[] | null {
  const distance = new Map<string, number>([[from, 0]]);
  const before = new Map<string, string>();
  const open = new Set([from]);
  while (open.size > 0) {
    let here = '';
    for (const id of open) {
      if (here === '' || (distance.get(id) ?? 0) < (distance.get(here) ?? 0)) here = id;
    }
    open.delete(here);
    if (here === to) break;
    const at = graph.points.get(here);
    for (const next of graph.edges.get(here) ?? []) {
      const there = graph.points.get(next);
      if (!at || !there) continue;
      const total = (distance.get(here) ?? 0) + length(at, there);
      if (total >= (distance.get(next) ?? Number.POSITIVE_INFINITY)) continue;
      distance.set(next, total);
      before.set(next, here);
      open.add(next);
    }
  }
  if (!distance.has(to)) return null;
  const ids = [to];
  while (ids[0] !== from) ids.unshift(before.get(ids[0] ?? '') ?? from);
  return ids.flatMap((id) => {
    const point = graph.points.get(id);
    return point ? [point] : [];
  });
}
