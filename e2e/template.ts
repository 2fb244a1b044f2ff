// Before all specs: fills one demo, whose folder every worker copies, so that a month of history is made once a run.
// A folder that is filled already may be named in the environment, with its password in VIGIE_DEMO_PASSWORD.
import { rm } from "node:fs/promises";
import { start, templateVariable } from "./server.js";

export default async function fillOnce(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[templateVariable] !== undefined) return undefined;
  const server = await start("demo");
  await server.halt();
  process.env[templateVariable] = server.data;
  return () => rm(server.data, { recursive: true, force: true });
}
