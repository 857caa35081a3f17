import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundlePageScript } from './lib/page-script.ts';

/** Usage: npm run generate:page. Bundles the script of the page of an access review. */
const file = path.resolve('src/outcomes/access-review/page/script.json');
await writeFile(file, `${JSON.stringify(await bundlePageScript(), null, 2)}\n`);
console.log(`wrote ${path.relative(process.cwd(), file)}`);
