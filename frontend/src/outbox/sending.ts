import { Refused } from "../api/call";
import { sendPhoto } from "../api/operations";
import { formOf, sentRecord, type OutboxRecord } from "./record";
import { allRecords, keep, recordNamed } from "./store";

interface Answer {
  state?: "sent" | "refused";
  url?: string;
  reasons?: string[];
  codes?: string[];
}

/** The line is away, or the server is: nothing was decided, and it is tried again later. */
class Later extends Error {}

async function asked(address: string, body?: BodyInit, headers: HeadersInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, { method: body ? "POST" : "GET", body: body ?? null, headers, cache: "no-store" });
  } catch {
    throw new Later("no line");
  }
  if (isForLater(answer.status)) throw new Later(String(answer.status));
  return answer;
}

function isForLater(status: number): boolean {
  return status === 429 || status >= 500 || status === 403;
}

async function json(answer: Response): Promise<Record<string, unknown>> {
  try {
    return (await answer.json()) as Record<string, unknown>;
  } catch {
    throw new Later("no answer of ours"); // a hotel's page that wants a room number, say
  }
}

function doorOf(record: OutboxRecord): string {
  return `${record.base}/outbox/send`;
}

function refused(record: OutboxRecord, reasons: string[]): OutboxRecord {
  return { ...record, state: "refused", reasons };
}

/** Pictures go first, one by one, and each token is kept before the next: what arrived need not be sent again. */
async function sendPhotos(record: OutboxRecord, language: string): Promise<OutboxRecord> {
  const headers = { "Content-Type": "image/jpeg", "Accept-Language": language };
  for (const photo of record.photos) {
    if (photo.token) continue;
    try {
      const told = await sendPhoto({ path: { town: record.town }, body: photo.blob, headers, cache: "no-store" });
      photo.token = told.photo;
    } catch (error) {
      if (error instanceof Refused && !isForLater(error.status)) return refused(record, [error.message]);
      throw new Later("not taken yet");
    }
    await keep(record);
  }
  return record;
}

async function sendWords(record: OutboxRecord, csrf: string): Promise<OutboxRecord> {
  record.wasTried = true;
  await keep(record);
  const headers = { Accept: "application/json" };
  const told = (await json(await asked(record.door ?? doorOf(record), formOf(record, csrf), headers))) as Answer;
  if (told.state === "sent") return sentRecord(record, told.url ?? "");
  if (told.state !== "refused") throw new Later("no answer of ours");
  if (told.codes?.includes("unknown_photo") && record.photos.some((photo) => photo.token)) {
    // They waited for more than two days: sent anew. The key was not used, for nothing was taken.
    for (const photo of record.photos) delete photo.token;
    return record;
  }
  return refused(record, told.reasons ?? []);
}

async function sendOne(id: string): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    let record = await recordNamed(id);
    if (record?.state !== "waiting") return;
    const { csrf, language } = (await json(await asked(doorOf(record)))) as { csrf?: string; language?: string };
    if (!csrf) throw new Later("no form");
    record = await sendPhotos(record, language ?? "");
    if (record.state === "waiting") record = await sendWords(record, csrf);
    // Deleted or taken back for editing meanwhile: then it stays so, unless it has arrived.
    const now = await recordNamed(id);
    if (now?.state === "waiting" || record.state === "sent") await keep(record);
  }
}

/** Sends what waits, oldest first, and only one page or worker of this browser at a time. Repeats do no harm:
 * every message has its key. Gives whether everything that could be sent was. */
export async function sendWaiting(): Promise<boolean> {
  const work = async (): Promise<boolean> => {
    for (const record of await allRecords()) {
      if (record.state !== "waiting") continue;
      try {
        await sendOne(record.id);
      } catch (error) {
        if (error instanceof Later) return false;
        throw error;
      }
    }
    return true;
  };
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- older browsers have no locks
  return navigator.locks ? await navigator.locks.request("kuuluvuus-outbox", work) : await work();
}
