// Runs a program built for wasm32-wasip1 under node, as cargo's runner: `node --no-warnings wasi.mjs PROGRAM ARGUMENT…`. It sees this
// machine's files and environment.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const [program, ...rest] = process.argv.slice(2);
const wasi = new WASI({ version: "preview1", args: [program, ...rest], env: process.env, preopens: { "/": "/" } });
const module = await WebAssembly.compile(await readFile(program));
process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
