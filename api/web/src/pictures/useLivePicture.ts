import { useEffect, useState, type RefObject } from "react";

import { boundaryOf, PartReader } from "./multipart";

const AGAIN_MS = 2_000;
const ABSENT_AGAIN_MS = 60_000;
/** The worker's clock and the API's may differ by so much without a picture being old. */
const SKEW_MS = 10_000;

/** `none`: the API has no live picture of the camera; `lastMs`: when the last picture came, this machine's clock; `coming`: whether the
    answer that brought it goes on. */
export interface LivePictureState {
  none: boolean;
  lastMs: number | null;
  coming: boolean;
}

/** When a picture of the moment that its header tells was new, by this machine's clock; `apiMs` is the API's now. */
export function shownAs(header: string | undefined, apiMs: number, hereMs: number): number {
  const ageMs = apiMs - Number(header);
  return ageMs > SKEW_MS ? hereMs - ageMs : hereMs;
}

async function draw(jpeg: Uint8Array<ArrayBuffer>, canvas: HTMLCanvasElement): Promise<void> {
  const picture = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0);
  picture.close();
}

/**
 * Shows a camera's MJPEG in `canvas`. It is read here rather than by an `<img>`: a browser does not tell whether
 * pictures still come, and a picture that stands still must not pass for a live one.
 */
export function useLivePicture(
  camera: string,
  canvas: RefObject<HTMLCanvasElement | null>,
  apiMs: RefObject<number>,
): LivePictureState {
  const [state, setState] = useState<LivePictureState>({ none: true, lastMs: null, coming: false });
  useEffect(() => {
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = async (): Promise<number> => {
      const address = `/api/v1/cameras/${encodeURIComponent(camera)}/live`;
      const answer = await fetch(address, { credentials: "same-origin", signal: ending.signal });
      const boundary = boundaryOf(answer.headers.get("content-type"));
      if (!answer.ok || answer.body === null || boundary === null) {
        await answer.body?.cancel();
        setState((before) => ({ ...before, none: before.lastMs === null }));
        return answer.status === 404 ? ABSENT_AGAIN_MS : AGAIN_MS;
      }
      const parts = new PartReader(boundary);
      for await (const bytes of chunks(answer.body)) {
        const last = parts.feed(bytes).at(-1);
        if (last !== undefined && canvas.current !== null) {
          await draw(last.body as Uint8Array<ArrayBuffer>, canvas.current);
          const lastMs = shownAs(last.headers["x-at-ms"], apiMs.current, Date.now());
          setState({ none: false, lastMs, coming: true });
        }
      }
      return AGAIN_MS;
    };
    const run = async () => {
      const wait = await follow().catch(() => AGAIN_MS);
      if (ending.signal.aborted) return;
      setState((before) => ({ ...before, coming: false }));
      timer = setTimeout(() => void run(), wait);
    };
    void run();
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [camera, canvas, apiMs]);
  return state;
}

async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}
