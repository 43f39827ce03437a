/**
 * `npm run package -- scorm12|scorm2004|cmi5 [--piece quiz] [--pass 0.8] [--out FOLDER]`
 * Exit codes: 0 written, 2 wrong usage.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { piecesOf } from '../build/html';
import { lessonScenes } from '../build/scenes';
import { readPass } from '../link';
import { FORMATS, type Format } from './manifests';
import { packageName, packageZip } from './package';
import { scriptOf } from './scripts';

const HELP = `Usage: npm run package -- FORMAT [options]

  FORMAT           ${FORMATS.join(' | ')}
  --piece NAME     what goes in; default: quiz
  --pass 0.8       pass mark of a graded piece, 0 to 1; default: 0.8
  --out FOLDER     where the zip is written; default: the current folder
  --from FOLDER    a finished build; default: dist
`;

class Usage extends Error {}

function main(argv: readonly string[]): void {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      piece: { type: 'string', default: 'quiz' },
      pass: { type: 'string', default: '0.8' },
      out: { type: 'string', default: '.' },
      from: { type: 'string', default: 'dist' },
    },
  });
  const format = FORMATS.find((known) => known === positionals[0]);
  if (!format || positionals.length > 1)
    throw new Usage(`"${positionals.join(' ')}" is no format. Known: ${FORMATS.join(' ')}`);
  write(format, values);
}

interface Values {
  readonly piece: string;
  readonly pass: string;
  readonly out: string;
  readonly from: string;
}

function write(format: Format, { piece: name, pass: passText, out, from }: Values): void {
  const pieces = piecesOf(lessonScenes());
  const piece = pieces.find((entry) => entry.name === name);
  if (!piece)
    throw new Usage(
      `there is no piece "${name}". Known: ${pieces.map((entry) => entry.name).join(' ')}`,
    );
  const pass = readPass(passText);
  if (pass === null)
    throw new Usage(`--pass ${passText} is no number from 0 to 1 with at most two decimals`);
  const built = path.join(from, scriptOf(name));
  if (!existsSync(built)) throw new Usage(`${built} is not there. Run: npm run build`);
  const zip = packageZip({ format, piece, pass, script: readFileSync(built) });
  mkdirSync(out, { recursive: true });
  const file = path.join(out, packageName(format, name));
  writeFileSync(file, zip);
  process.stdout.write(`${file}: ${(zip.length / 1024).toFixed(1)} KiB\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  const isOurs =
    error instanceof Usage || (error as { code?: string }).code?.startsWith('ERR_PARSE');
  if (!isOurs) throw error;
  process.stderr.write(`package: ${(error as Error).message}\n\n${HELP}`);
  process.exitCode = 2;
}
