/** Milliseconds since the program was started. Asking the global `performance` would load a dozen of Node's modules. */
export function sinceStartMs(): number {
  return process.uptime() * 1000;
}
