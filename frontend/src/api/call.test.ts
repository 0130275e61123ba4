import { afterEach, describe, expect, it, vi } from "vitest";
import { NoAnswer, Refused, filled } from "./call";
import { pin, pins } from "./operations";

function answers(body: string, status = 200): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(() => Promise.resolve(new Response(body, { status })));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("calling the API", () => {
  it("fills the address and escapes what it is filled with", () => {
    expect(filled("/towns/{town}/pins/{pin}", { town: "mikkeli", pin: "a/b" })).toBe("/towns/mikkeli/pins/a%2Fb");
  });

  it("repeats a parameter for each of its values and leaves out what is not given", () => {
    expect(filled("/pins", {}, { kind: ["idea", "thanks"], limit: 5, cursor: undefined })).toBe("/pins?kind=idea&kind=thanks&limit=5");
  });

  it("asks the address that the schema names", async () => {
    const fetched = answers('{"type": "FeatureCollection", "features": [], "numberMatched": 0}');
    const found = await pins({ path: { town: "mikkeli" }, query: { limit: 5 } });
    expect(found.numberMatched).toBe(0);
    expect(fetched.mock.calls[0]?.[0]).toBe("/api/v1/towns/mikkeli/pins?limit=5");
  });

  it("tells a refusal with the service's own words", async () => {
    answers('{"detail": "Täältä ei löydy mitään."}', 404);
    const refused = await pin({ path: { town: "mikkeli", pin: "x" } }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ status: 404, message: "Täältä ei löydy mitään." });
  });

  it("takes a page that is not ours for no answer", async () => {
    answers("<html>Huone?</html>");
    await expect(pin({ path: { town: "mikkeli", pin: "x" } })).rejects.toBeInstanceOf(NoAnswer);
  });
});
