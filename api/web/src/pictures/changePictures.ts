import type { components } from "../api/schema";

/** A picture that was kept when a view's state changed. */
export type ChangePicture = components["schemas"]["PictureMessage"];

export function pictureAddress({ view, at_ms }: Pick<ChangePicture, "view" | "at_ms">): string {
  return `/api/v1/views/${encodeURIComponent(view)}/pictures/${at_ms}`;
}
