/** The simulator has the last word about a key: where it disagrees, the build fails at the line of the proof. */
import type { Question } from '../../quiz/question';
import { type Command, runIn } from './lab';
import type { Proof } from './front';
import type { Sitting } from './sitting';
import { findHop, readField } from './trace-query';

const DISAGREES = 'the simulator disagrees with the key';

const proofsOf = (sitting: Sitting): readonly (readonly [Proof, number])[] => {
  const { proof } = sitting.front;
  if (!proof) return [];
  const list = Array.isArray(proof) ? proof : [proof];
  return list.map((entry, index) => [
    entry,
    sitting.lineOf(Array.isArray(proof) ? `proof.${index}` : 'proof'),
  ]);
};

/** What the simulator says the value is, for `answer={key}`; the first proof that yields one. */
export function provenValue(sitting: Sitting): string | undefined {
  for (const [proof, line] of proofsOf(sitting)) {
    const value = valueOf(sitting, proof, line);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueOf(sitting: Sitting, proof: Proof, line: number): string | undefined {
  if (proof.extract === undefined && proof.hop === undefined) return undefined;
  const { text, trace } = outcome(sitting, proof, line);
  if (proof.extract !== undefined) {
    const found = new RegExp(sitting.fill(proof.extract, line)).exec(text)?.[1];
    return (
      found ?? sitting.stop(line, `${DISAGREES}: /${proof.extract}/ finds nothing in:\n${text}`)
    );
  }
  const hop = sitting.fill(proof.hop ?? '', line);
  return sitting.at(line, () => readField(findHop(trace, hop), proof.read ?? 'place'));
}

function outcome(sitting: Sitting, proof: Proof, line: number) {
  const { at, run, after, endpoint, cni, faults } = proof;
  if (!at || !run) return sitting.stop(line, 'a proof needs at and run');
  const world = sitting.world({ ...(cni && { cni }), ...(faults && { faults }) });
  const command: Command = sitting.command(
    { at, run, ...(after && { after }), ...(endpoint && { endpoint }) },
    line,
  );
  const result = sitting.at(line, () => runIn(world, command));
  return { text: `${result.stdout}${result.stderr}`, trace: result.trace, command };
}

export function prove(question: Question, sitting: Sitting): void {
  for (const [proof, line] of proofsOf(sitting)) {
    if (proof.nowhere !== undefined) proveNowhere(sitting, proof.nowhere, line);
    if (proof.matches !== undefined || proof.lacks !== undefined) proveText(sitting, proof, line);
    const value = valueOf(sitting, proof, line);
    if (value !== undefined) proveValue(question, value, sitting, line);
  }
  if (sitting.front.deal) proveDealt(question, sitting);
}

function proveText(sitting: Sitting, proof: Proof, line: number): void {
  const { text, command } = outcome(sitting, proof, line);
  const matches = proof.matches && sitting.fill(proof.matches, line);
  if (matches && !new RegExp(matches).test(text))
    sitting.stop(line, `${DISAGREES}: "${command.run}" does not print /${matches}/ but:\n${text}`);
  const lacks = proof.lacks && sitting.fill(proof.lacks, line);
  if (lacks && text.includes(lacks))
    sitting.stop(line, `${DISAGREES}: "${command.run}" prints "${lacks}"`);
}

function proveNowhere(sitting: Sitting, address: string, line: number): void {
  const wanted = sitting.fill(address, line);
  for (const plan of Object.values(sitting.world().plan.namespaces)) {
    const found = plan.addresses.find((entry) => entry.address.split('/')[0] === wanted);
    if (found) sitting.stop(line, `${DISAGREES}: ${plan.name} has ${wanted} on ${found.device}`);
  }
}

function proveValue(question: Question, value: string, sitting: Sitting, line: number): void {
  if (question.kind === 'number') {
    if (Math.abs(Number(value) - question.answer) > question.tolerance)
      sitting.stop(line, `${DISAGREES}: it says ${value}, the question says ${question.answer}`);
    return;
  }
  if (question.kind === 'place') {
    const right = question.choices.find((choice) => choice.correct)?.place;
    if (right !== value)
      sitting.stop(line, `${DISAGREES}: it happens at ${value}, the question says ${right}`);
    return;
  }
  sitting.stop(line, `extract and hop prove numbers and places, not a ${question.kind} question`);
}

/** Every fault on offer must look different from the one that was dealt, or the learner could only guess. */
function proveDealt(question: Question, sitting: Sitting): void {
  const seen = JSON.stringify(sitting.exhibits());
  for (const other of sitting.front.deal ?? []) {
    if (other === sitting.fault) continue;
    const faults = [...(sitting.front.world.faults ?? []), other];
    const looks = JSON.stringify(sitting.exhibits(sitting.world({ faults })));
    if (looks === seen)
      sitting.stop(
        sitting.lineOf('deal'),
        `${DISAGREES}: what "${question.id}" shows is the same with ${sitting.fault} and with ${other}`,
      );
  }
}
