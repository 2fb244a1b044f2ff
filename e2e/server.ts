// Starts one Vigie of the test's own: a free loopback port, a temporary data folder, stopped and erased afterwards.
// The demo is filled once a run (`template.ts`); each server of mode `demo` begins with a copy of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The binary under test: VIGIE_BIN, otherwise the debug build of this checkout. */
export const binary = resolve(process.env.VIGIE_BIN ?? join(here, "../target/debug/vigie"));

/** The password that every demo account gets: handed to `vigie demo` and typed by the sign-in helpers. */
export const demoPassword = process.env.VIGIE_DEMO_PASSWORD ?? "vigie-demo-e2e-9146";

/** `demo` is a desk with a month of history, `serve` an empty installation at its first run. */
export type Mode = "demo" | "serve";

export interface Server {
  /** Where the server listens, without a trailing slash. */
  baseURL: string;
  /** Its temporary data folder. */
  data: string;
  /** What it has written to stdout and stderr so far. */
  log: () => string;
  /** Stops it as an administrator would (SIGTERM); the data folder stays. */
  halt: () => Promise<void>;
  /** Stops it and erases the data folder. */
  stop: () => Promise<void>;
}

const readyWithin = 120_000;
const stopWithin = 15_000;
const pollEvery = 100;

/** Where `template.ts` says that the filled demo lies. */
export const templateVariable = "VIGIE_E2E_TEMPLATE";

/** A lock and a socket belong to the process that made them. */
function isKept(path: string): boolean {
  return !/\.(lock|sock)$/.test(path);
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free loopback port");
  return address.port;
}

async function isReady(baseURL: string): Promise<boolean> {
  try {
    return (await fetch(`${baseURL}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** Starts `vigie <mode>` and resolves once `/readyz` answers 200; rejects with its output when it ends or hangs first. */
export async function start(mode: Mode, extra: string[] = []): Promise<Server> {
  await access(binary).catch(() => {
    throw new Error(`${binary} is missing: cargo build -p vigie, or set VIGIE_BIN`);
  });
  const data = await mkdtemp(join(tmpdir(), `vigie-e2e-${mode}-`));
  const template = process.env[templateVariable];
  if (mode === "demo" && template !== undefined) await cp(template, data, { recursive: true, filter: isKept });
  const baseURL = `http://127.0.0.1:${await freePort()}`;
  const listen = new URL(baseURL).host;
  const child = spawn(binary, [mode, "--listen", listen, "--data", data, "--public-url", baseURL, ...extra], {
    env: { ...process.env, VIGIE_DEMO_PASSWORD: demoPassword },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let ended: string | undefined;
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  child.once("error", (error) => (ended ??= error.message));
  child.once("exit", (code, signal) => (ended ??= `exit code ${code ?? "none"}, signal ${signal ?? "none"}`));

  const halt = async (): Promise<void> => {
    if (ended === undefined) {
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      const insist = setTimeout(() => child.kill("SIGKILL"), stopWithin);
      await exit;
      clearTimeout(insist);
    }
  };
  const stop = async (): Promise<void> => {
    await halt();
    await rm(data, { recursive: true, force: true });
  };

  const deadline = Date.now() + readyWithin;
  while (!(await isReady(baseURL))) {
    if (ended !== undefined || Date.now() > deadline) {
      const why = ended ?? `not ready after ${readyWithin / 1000} s`;
      await stop();
      throw new Error(`vigie ${mode} did not start (${why})\n${output}`);
    }
    await pause(pollEvery);
  }
  return { baseURL, data, log: () => output, halt, stop };
}
