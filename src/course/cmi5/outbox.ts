/** Statements on their way: in order, one at a time, tried again with the same id, after a reload too, until the LRS has them. */
import type { Log } from '../log';
import type { SafeStorage } from '../storage';
import type { Client } from './client';
import { isFields } from './launch';
import type { Statement } from './statements';

export interface Outbox {
  /** True once the LRS has it; false when the LRS refuses it or cannot be reached for a while. */
  post(statement: Statement): Promise<boolean>;
  /** Hands all that waits to the browser at once: the page goes away. */
  sendLeaving(): void;
}

const TRIES_AFTER_MILLISECONDS = [0, 2_000, 4_000, 8_000, 16_000];

interface Letter {
  readonly statement: Statement;
  readonly tell: (isKept: boolean) => void;
}

export interface OutboxOptions {
  readonly client: Client;
  readonly log: Log;
  readonly storage: SafeStorage;
  /** where waiting statements are kept */
  readonly key: string;
}

export function createOutbox({ client, log, storage, key }: OutboxOptions): Outbox {
  let letters: readonly Letter[] = [];
  let isSending = false;
  const change = (next: readonly Letter[]): void => {
    letters = next;
    if (letters.length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(letters.map(({ statement }) => statement)));
  };
  const deliver = async (letter: Letter): Promise<void> => {
    for (const wait of TRIES_AFTER_MILLISECONDS) {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const fate = await client.send([letter.statement]);
      if (fate === 'kept') return letter.tell(true);
      log.problem(`${letter.statement.verb.display.en}: ${fate} by the LRS`);
      if (fate === 'refused') break;
    }
    letter.tell(false);
  };
  const run = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    for (let next = letters[0]; next; next = letters[0]) {
      await deliver(next);
      change(letters.filter((letter) => letter !== next));
    }
    isSending = false;
  };
  const left = readStatements(storage.getItem(key));
  if (left.length > 0) {
    change(left.map((statement) => ({ statement, tell: () => undefined })));
    void run();
  }
  return {
    post: (statement) =>
      new Promise((tell) => {
        change([...letters, { statement, tell }]);
        void run();
      }),
    sendLeaving: () => {
      if (letters.length > 0)
        void client.send(
          letters.map(({ statement }) => statement),
          true,
        );
    },
  };
}

function readStatements(text: string | null): readonly Statement[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter(isStatement) : [];
  } catch {
    return [];
  }
}

const isStatement = (value: unknown): value is Statement =>
  isFields(value) && typeof value.id === 'string' && isFields(value.verb);
