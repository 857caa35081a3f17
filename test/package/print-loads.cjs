// Loaded before the program: prints to standard error which files and which of Node's modules it took, as one line of JSON.
const vm = require('node:vm');

const taken = [];
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    taken.push({
      file: options.filename,
      compiled: options.cachedData !== undefined,
      rejected: this.cachedDataRejected,
    });
  }
};
process.on('exit', () => {
  // Asking for the stream loads modules too.
  const modules = [...process.moduleLoadList];
  process.stderr.write(`${JSON.stringify({ taken, modules })}\n`);
});
