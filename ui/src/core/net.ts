/** Requests to our own server: same-origin, with the CSRF token, told apart from page loads by `HX-Request`. */
import { type Key, t } from "./text.ts";

/** The session's token against forged requests. */
export function csrf(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Sends a request. Only network failures reject; every status is an answer. */
export function send(url: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  headers.set("X-CSRF-Token", csrf());
  headers.set("HX-Request", "true");
  if (!headers.has("Accept")) headers.set("Accept", "text/html");
  return fetch(url, { credentials: "same-origin", cache: "no-store", ...options, headers });
}

/** A fragment of HTML, or `null` when there is none for this reader (204, 403, 404, 410). Other failures throw. */
export async function fragment(url: string, signal?: AbortSignal): Promise<string | null> {
  const answer = await send(url, signal ? { signal } : {});
  if ([204, 403, 404, 410].includes(answer.status)) return null;
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.text();
}

/** JSON, or `null` when the server has nothing to say. */
export async function json<T>(url: string, signal?: AbortSignal): Promise<T | null> {
  const answer = await send(url, { headers: { Accept: "application/json" }, ...(signal ? { signal } : {}) });
  return answer.ok && answer.status !== 204 ? ((await answer.json()) as T) : null;
}

/** A URL with query values added to those that it has. */
export function withQuery(url: string, values: Iterable<[string, string]>): string {
  const [path = "", query = ""] = url.split("?");
  const search = new URLSearchParams(query);
  for (const [name, value] of values) search.append(name, value);
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** What to tell the reader about a status that is not a success; 0 is a network failure. */
export function failure(status: number): Key {
  if (status === 0) return "error.network";
  if (status === 401) return "error.session";
  if (status === 403 || status === 404 || status === 410) return "error.refused";
  if (status === 429 || status === 503) return "error.busy";
  return "error.server";
}

/** The text of {@link failure}. */
export const failureText = (status: number): string => t(failure(status));
