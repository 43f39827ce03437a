// `npm run test:kernel`: builds clusters on this machine and compares a real kernel with the simulation (Linux, root).
import { installDependencies, run } from './setup.mjs';

installDependencies();
const words = ['--no-install', 'tsx', 'e2e/kernel/live/main.ts', ...process.argv.slice(2)];
process.exit(run('npx', words));
