/** node src/cli/dev/with-dependencies.mjs PROGRAM ARGS…: installs what is missing, then runs a program of node_modules/.bin. */
import { ensureDependencies } from './dependencies.mjs';
import { bin, runProgram } from './project.mjs';

const [program, ...args] = process.argv.slice(2);
await ensureDependencies();
process.exitCode = await runProgram(bin(program), args, { cwd: process.cwd() });
