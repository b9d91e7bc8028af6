import { addressFault, joined, separated, takesUser } from "../adding/address";
import { nameIn, type SiteCamera } from "../site/site";

/** What is written of a camera; addresses without user and password. */
export interface CameraWritten {
  zh: string;
  en: string;
  main: string;
  sub: string;
  user: string;
  password: string;
}

/** Which field is wrong; `user`: an address has changed, and what was hidden in it does not go elsewhere unasked. */
export type CameraFault = "main" | "sub" | "user";

const bare = (address: string) => separated({ address, user: "", password: "" }).address;

export function firstWritten({ id, name, main, sub }: SiteCamera): CameraWritten {
  const names = { zh: nameIn(name, "zh", id), en: nameIn(name, "en", id) };
  return { ...names, main: bare(main), sub: bare(sub ?? ""), user: "", password: "" };
}

/** The addresses to be saved: one that is as it was shown goes back so, and keeps what is hidden in it. */
export function addressesOf(
  camera: SiteCamera,
  written: CameraWritten,
): Pick<SiteCamera, "main" | "sub"> | CameraFault {
  const main = separated({ address: written.main, user: written.user, password: written.password });
  const second = separated({ address: written.sub, user: main.user, password: main.password });
  if (addressFault(main.address) !== null) return "main";
  if (second.address.trim() !== "" && addressFault(second.address) !== null) return "sub";
  const before = [camera.main, camera.sub ?? ""];
  const hidden = before.some((address) => bare(address) !== address);
  const now = [main, second].map((one, n) => {
    const shown = before[n] ?? "";
    if (one.user === "" && one.address.trim() === bare(shown)) return shown;
    return takesUser(one.address) && one.user === "" && hidden ? null : joined(one);
  });
  const [first = null, other = null] = now;
  if (first === null || other === null) return "user";
  const found: Pick<SiteCamera, "main" | "sub"> = { main: first, sub: other === "" ? null : other };
  return found;
}
