/** `tsx e2e/lms/build-packed.ts FOLDER`: the script of the packages once more, as the build of the site makes it. */
import { buildPacked } from '../../src/course/build/builds';
import { modulePlugins } from '../../vite.config';

const [outDir] = process.argv.slice(2);
if (!outDir) throw new Error('name the folder to build into');
await buildPacked({ root: process.cwd(), outDir, plugins: modulePlugins });
