// `npm run test:kernel`: builds clusters on this machine and compares a real kernel with the simulation (Linux, root).
import { installDependencies, run } from './setup.mjs';

installDependencies();
// The run removes its namespaces itself when it is interrupted; no other process may stand between it and the signal.
process.on('SIGINT', () => {});
const words = ['--import', 'tsx', 'e2e/kernel/live/main.ts', ...process.argv.slice(2)];
process.exit(run(process.execPath, words));
