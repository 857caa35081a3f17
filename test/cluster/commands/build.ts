import { buildControlPlane, NEWEST, type Version, VERSIONS } from '../index.ts';

/** Builds control planes: `npm run cluster:build -- [1.37.2|1.34.4 …]`, by default the newest. Prints the programs' paths. */
function isVersion(text: string): text is Version {
  return VERSIONS.some((version) => version === text);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((text) => !isVersion(text));
if (unknown.length > 0) {
  console.error(`there is no recipe for ${unknown.join(', ')}; there are ${VERSIONS.join(' and ')}`);
  process.exit(2);
}
for (const version of wanted.length === 0 ? [NEWEST] : wanted.filter(isVersion)) {
  try {
    console.log(await buildControlPlane(version, (line) => console.error(line)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
