/** One question in one variant: its world, its names, and what the simulator says to it. */
import type { Exhibit } from '../../quiz/question';
import type { Hop } from '../../sim/trace/types';
import { DEFAULT_OPTIONS, type FaultId, type World, type WorldOptions } from '../../sim/world';
import type { Body, Element, Stop } from './elements';
import type { Front, FrontMatter } from './front';
import { type Command, outputOf, runIn, worldFor } from './lab';
import { findHop, readField } from './trace-query';
import { type Bindings, fill, type VariedCluster } from './variants';

const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

export interface Source {
  readonly front: Front;
  readonly body: Body;
  readonly bodyLine: number;
  readonly stop: Stop;
}

export class Sitting {
  readonly front: FrontMatter;
  readonly elements: readonly Element[];
  readonly bodyLine: number;
  readonly stop: Stop;
  readonly fault: FaultId | undefined;
  readonly options: WorldOptions;
  readonly bindings: Record<string, string>;

  constructor(
    private readonly source: Source,
    private readonly cluster: VariedCluster,
    /** which of the dealt faults */
    turn: number,
  ) {
    this.front = source.front.value;
    this.elements = source.body.elements;
    this.bodyLine = source.bodyLine;
    this.stop = source.stop;
    this.bindings = { ...cluster.bindings };
    const { deal, world } = this.front;
    this.fault = deal?.[turn % deal.length];
    this.options = {
      ...DEFAULT_OPTIONS,
      ...world,
      faults: this.fault ? [...(world.faults ?? []), this.fault] : (world.faults ?? []),
    };
  }

  lineOf(path: string): number {
    return this.source.front.lineOf(path);
  }

  fill(text: string, line: number): string {
    return fill(text, this.bindings as Bindings, (message) => this.stop(line, message));
  }

  /** Runs an action of ours; what it throws becomes an error at `line`. */
  at<T>(line: number, action: () => T): T {
    try {
      return action();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return this.stop(line, message.split('\n')[0] ?? message);
    }
  }

  world(changes: Partial<WorldOptions> = {}): World {
    return worldFor(this.cluster, { ...this.options, ...changes });
  }

  command(command: Command, line: number): Command {
    const filled = Object.entries(command).map(([key, value]) => [
      key,
      typeof value === 'string' ? this.fill(value, line) : value,
    ]);
    return Object.fromEntries(filled) as Command;
  }

  exhibits(world = this.world()): readonly Exhibit[] {
    return this.front.shows.map((shown, index): Exhibit => {
      const line = this.lineOf(`shows.${index}`);
      const command = this.command(shown, line);
      const output = this.at(line, () => outputOf(runIn(world, command)));
      return { at: command.at, command: command.run, output };
    });
  }

  private tracedHop(selector: string, line: number): Hop {
    const { trace } = this.front;
    if (!trace) return this.stop(line, 'hop= needs trace: { at, run } in the front matter');
    const command = this.command(trace, this.lineOf('trace'));
    return this.at(line, () =>
      findHop(runIn(this.world(), command).trace, this.fill(selector, line)),
    );
  }

  hop(selector: string, line: number): Hop {
    return this.tracedHop(selector, line);
  }

  read(element: Element): string {
    const { hop, read } = element.attributes;
    if (typeof hop !== 'string' || typeof read !== 'string')
      return this.stop(element.line, `<${element.tag}> needs hop="…" read="…"`);
    const found = this.tracedHop(hop, element.line);
    return this.at(element.line, () => readField(found, this.fill(read, element.line)));
  }

  isPlace(place: string): boolean {
    if (place === 'none') return true;
    const { namespaces } = this.world().plan;
    const [host = '', hook] = place.split('#');
    if (hook !== undefined) return namespaces[host] !== undefined && HOOKS.includes(hook);
    const slash = place.lastIndexOf('/');
    return namespaces[place.slice(0, slash)]?.links[place.slice(slash + 1)] !== undefined;
  }

  /** The manifest to repair, and the rest of the cluster. */
  manifest(): { readonly solution: string; readonly rest: string } {
    const own = this.elements.find((element) => element.tag === 'Manifest');
    if (own) {
      const text = own.text.replace(/^```\w*\n|\n?```$/g, '');
      return { solution: `${this.fill(text, own.line)}\n`, rest: this.cluster.text };
    }
    const { repair } = this.front;
    if (!repair)
      return this.stop(1, 'a repair needs repair: { kind, name } or a <Manifest> of its own');
    const documents = this.cluster.text.split(/^---\n/m);
    const start = new RegExp(`^kind: ${repair.kind}\\nmetadata:\\n  name: ${repair.name}$`, 'm');
    const found = documents.find((document) => start.test(document));
    if (!found)
      return this.stop(this.lineOf('repair'), `the cluster has no ${repair.kind} "${repair.name}"`);
    return { solution: found, rest: documents.filter((one) => one !== found).join('---\n') };
  }
}
