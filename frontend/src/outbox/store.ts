import type { OutboxRecord } from "./record";

const STORE = "messages";

function opened(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("kuuluvuus-outbox", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(STORE, { keyPath: "id" });
    };
    asked.onsuccess = () => {
      done(asked.result);
    };
    asked.onerror = () => {
      failed(asked.error ?? new Error("no outbox"));
    };
  });
}

/** One transaction; resolved when it is on the disk, not when it was asked for. */
async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened();
  try {
    return await new Promise<T>((done, failed) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const asked = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        done(asked.result);
      };
      transaction.onerror = transaction.onabort = () => {
        failed(transaction.error ?? new Error("the outbox is full"));
      };
    });
  } finally {
    database.close();
  }
}

export async function allRecords(): Promise<OutboxRecord[]> {
  const records = await within("readonly", (store) => store.getAll() as IDBRequest<OutboxRecord[]>);
  return records.sort((one, other) => one.written - other.written);
}

export function recordNamed(id: string): Promise<OutboxRecord | undefined> {
  return within("readonly", (store) => store.get(id) as IDBRequest<OutboxRecord | undefined>);
}

export async function keep(record: OutboxRecord): Promise<void> {
  await within("readwrite", (store) => store.put(record));
}

export async function forget(id: string): Promise<void> {
  await within("readwrite", (store) => store.delete(id));
}
