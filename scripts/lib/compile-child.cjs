// Runs commands of the built program in this process and writes what V8 has compiled by then: a form made before anything ran would hold no function.
// Arguments: the program's first file, and the folder to write to.
const { renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');

const [, , entry, folder] = process.argv;

/** What most runs call. Functions that only other commands call are compiled from the text when they are. */
const COMMANDS = [
  ['--help'],
  ['explain', 'KSV-0012'],
  ['checks', '-o', 'json'],
  ['scan', 'examples/shop', '--no-config', '--fail-on', 'never'],
];

/** The last script of each file; V8 lets all scripts of one text share what it compiled. */
const scripts = new Map();
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    scripts.set(options.filename, this);
  }
};

// A form remembers which functions ran so often that V8 made machine code of them, and whoever reads it makes that code at once, wanted or not: a fifth of the
// time of a small scan.
v8.setFlagsFromString('--no-sparkplug');

function writeForms() {
  // A form is taken under the flags only that it was written under.
  v8.setFlagsFromString('--sparkplug');
  for (const [file, script] of scripts) {
    const target = path.join(folder, `${path.basename(file)}.bin`);
    writeFileSync(`${target}.tmp`, script.createCachedData());
    renameSync(`${target}.tmp`, target);
  }
}

function runNext() {
  const command = COMMANDS.shift();
  if (command === undefined) {
    writeForms();
    return;
  }
  process.argv = [process.argv[0], entry, ...command];
  delete require.cache[entry];
  require(entry);
  // With a turn of the loop to come Node.js asks again after the next command.
  process.once('beforeExit', () => setImmediate(runNext));
}

runNext();
