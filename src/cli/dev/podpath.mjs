// `npm run -s podpath -- COMMAND`: the same core from a terminal; installs dependencies on a fresh clone.
import { installDependencies, run } from './setup.mjs';

installDependencies();
process.exit(run('npx', ['--no-install', 'tsx', 'src/cli/podpath.ts', ...process.argv.slice(2)]));
