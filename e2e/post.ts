// The mail server of a site, as far as Vigie sees it: hands mail over by LMTP (RFC 2033), takes by SMTP what Vigie sends.
import { once } from "node:events";
import { createServer, connect, type Server as Listener, type Socket } from "node:net";
import { createInterface } from "node:readline/promises";
import { expect } from "@playwright/test";
import { freePort, start, type Server } from "./server.js";

/** A mail that Vigie sent. */
export interface Letter {
  /** Of the envelope. */
  from: string;
  to: string[];
  /** By lower-case name, unfolded and decoded; the first where there are several. */
  headers: Map<string, string>;
  text: string;
  html: string;
}

/** A picture as a telephone would send it, small. */
const photo = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR4nGNkYPjPwMDAxAADCAAKEwEBvZ8xNwAAAABJRU5ErkJggg==",
  "base64",
);

/** What somebody writes. */
export interface Written {
  from: string;
  name: string;
  to: string;
  subject: string;
  text: string;
  /** The `Message-ID` of what it answers. */
  answers?: string;
  withPhoto?: boolean;
}

const words = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;

/** A mail as a program would write it; `authserv` vouches for the sender's domain (RFC 8601). */
export function mail(written: Written, id: string, authserv: string): string {
  const domain = written.from.split("@")[1] ?? "";
  const head = [
    `Authentication-Results: ${authserv}; dmarc=pass header.from=${domain}`,
    `From: ${words(written.name)} <${written.from}>`,
    `To: <${written.to}>`,
    `Subject: ${words(written.subject)}`,
    `Message-ID: <${id}>`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    "MIME-Version: 1.0",
    ...(written.answers === undefined ? [] : [`In-Reply-To: ${written.answers}`, `References: ${written.answers}`]),
  ];
  const text = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "", fold(Buffer.from(written.text))];
  if (written.withPhoto !== true) return [...head, ...text, ""].join("\r\n");
  const picture = [
    'Content-Type: image/png; name="photo.png"',
    'Content-Disposition: attachment; filename="photo.png"',
    "Content-Transfer-Encoding: base64",
    "",
    fold(photo),
  ];
  const parts = [["--quay", ...text], ["--quay", ...picture], ["--quay--", ""]].flat();
  return [...head, 'Content-Type: multipart/mixed; boundary="quay"', "", ...parts].join("\r\n");
}

function fold(bytes: Buffer): string {
  return (bytes.toString("base64").match(/.{1,76}/g) ?? []).join("\r\n");
}

/** Hands one mail to one recipient, and resolves once Vigie says that it is kept. */
export async function handOver(port: number, from: string, to: string, raw: string): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answered = async (wanted: string): Promise<void> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error("the listener hung up");
      const line = value;
      expect(line.startsWith(wanted), line).toBe(true);
      if (line[3] !== "-") return;
    }
  };
  const say = async (line: string, wanted: string): Promise<void> => {
    socket.write(`${line}\r\n`);
    await answered(wanted);
  };
  await answered("220");
  await say("LHLO mx.test", "250");
  await say(`MAIL FROM:<${from}>`, "250");
  await say(`RCPT TO:<${to}>`, "250");
  await say("DATA", "354");
  await say(`${raw.replace(/^\./gm, "..")}\r\n.`, "250");
  socket.end("QUIT\r\n");
}

/** What takes Vigie's mail. */
export class Sink {
  readonly letters: Letter[] = [];
  private constructor(private readonly listener: Listener) {}

  static async open(): Promise<Sink> {
    const listener = createServer();
    const sink = new Sink(listener);
    listener.on("connection", (socket) => void sink.talk(socket).catch(() => socket.destroy()));
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    return sink;
  }

  /** Where it listens, as `--smtp` wants it. */
  get url(): string {
    const address = this.listener.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return `smtp://127.0.0.1:${address.port}?tls=none`;
  }

  close(): void {
    this.listener.close();
  }

  /** The letter to somebody that fits, once it has come. */
  async letter(to: string, fits: (letter: Letter) => boolean): Promise<Letter> {
    const found = (): Letter | undefined => this.letters.find((one) => one.to.includes(to) && fits(one));
    await expect.poll(() => found() !== undefined, { timeout: 30_000, message: `a letter to ${to}` }).toBe(true);
    return found() as Letter;
  }

  private async talk(socket: Socket): Promise<void> {
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    let envelope: { from: string; to: string[] } = { from: "", to: [] };
    let data: string[] | undefined;
    say("220 sink.test");
    for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
      if (data !== undefined) {
        if (line !== ".") {
          data.push(line.startsWith(".") ? line.slice(1) : line);
          continue;
        }
        this.letters.push({ ...envelope, ...read(data) });
        data = undefined;
        envelope = { from: "", to: [] };
        say("250 2.0.0 kept");
        continue;
      }
      const path = /<([^>]*)>/.exec(line)?.[1] ?? "";
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") say("250-sink.test\r\n250-8BITMIME\r\n250 SMTPUTF8");
      else if (verb === "MAIL") (envelope = { from: path, to: [] }), say("250 2.1.0 ok");
      else if (verb === "RCPT") envelope.to.push(path), say("250 2.1.5 ok");
      else if (verb === "DATA") (data = []), say("354 go on");
      else if (verb === "QUIT") return void socket.end("221 bye\r\n");
      else say("250 ok");
    }
  }
}

/** Header and body of an entity. */
function split(lines: string[]): { headers: Map<string, string>; body: string[] } {
  const end = lines.indexOf("");
  const unfolded = lines.slice(0, end).join("\n").replace(/\n[ \t]+/g, " ").split("\n");
  const headers = new Map<string, string>();
  for (const line of unfolded) {
    const [, name, value] = /^([!-9;-~]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && !headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), decoded(value ?? ""));
  }
  return { headers, body: lines.slice(end + 1) };
}

/** Encoded words (RFC 2047). */
function decoded(value: string): string {
  return value.replace(/\?=\s+=\?/g, "?==?").replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
    how.toLowerCase() === "b" ? Buffer.from(text, "base64").toString() : quoted(text.replaceAll("_", " ")),
  );
}

function quoted(text: string): string {
  const bytes = text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

function read(lines: string[]): Pick<Letter, "headers" | "text" | "html"> {
  const { headers, body } = split(lines);
  const leaves = new Map<string, string>();
  const visit = (head: Map<string, string>, content: string[]): void => {
    const type = head.get("content-type") ?? "text/plain";
    const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
    if (boundary !== undefined) {
      const parts = content.join("\n").split(`--${boundary}`).slice(1, -1);
      for (const part of parts) {
        const inner = split(part.replace(/^\n/, "").split("\n"));
        visit(inner.headers, inner.body);
      }
      return;
    }
    const whole = content.join("\n");
    const encoding = head.get("content-transfer-encoding")?.toLowerCase();
    const text = encoding === "base64" ? Buffer.from(whole, "base64").toString() : encoding === "quoted-printable" ? quoted(whole) : whole;
    leaves.set(type.split(";")[0]?.trim().toLowerCase() ?? "", text);
  };
  visit(headers, body);
  return { headers, text: leaves.get("text/plain") ?? "", html: leaves.get("text/html") ?? "" };
}

/** A demo desk that takes mail and sends it. */
export interface MailDesk {
  server: Server;
  sink: Sink;
  /** Where mail is handed over. */
  lmtp: number;
  stop: () => Promise<void>;
}

/** Starts one. */
export async function mailDesk(): Promise<MailDesk> {
  const sink = await Sink.open();
  const lmtp = await freePort();
  const server = await start("demo", ["--lmtp", `127.0.0.1:${lmtp}`, "--smtp", sink.url]);
  const stop = async (): Promise<void> => {
    await server.stop();
    sink.close();
  };
  return { server, sink, lmtp, stop };
}
