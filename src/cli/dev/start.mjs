// `npm start`: sets itself up and serves the app on its embedded cluster.
import { installDependencies, run } from './setup.mjs';

installDependencies();
process.exit(run('npx', ['vite', '--clearScreen', 'false', ...process.argv.slice(2)]));
