/** What somebody writes of a camera's address; user and password may stand in it or in fields of their own. */
export interface Written {
  address: string;
  user: string;
  password: string;
}

const WITH_USER = /^([a-z][a-z0-9+.-]*:\/\/)(.*)@([^@]*)$/i;
const NETWORK = /^(rtsps?|https?):\/\/[^/\s]+/i;
const OTHER = /^(usb:\d+|scene:demo(\?begins=\d+)?|file:\/\/\S+|\/\S+)$/;

/** User and password taken out of the address, so that the password stands nowhere to be read. */
export function separated({ address, user, password }: Written): Written {
  const found = WITH_USER.exec(address.trim());
  if (found === null) return { address, user, password };
  const [, scheme = "", credentials = "", rest = ""] = found;
  const at = credentials.indexOf(":");
  const [name, secret] = at < 0 ? [credentials, ""] : [credentials.slice(0, at), credentials.slice(at + 1)];
  return { address: `${scheme}${rest}`, user: plain(name), password: plain(secret) };
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign of its own
  }
}

/** The whole address, as it is sent. */
export function joined({ address, user, password }: Written): string {
  const text = address.trim();
  const found = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/i.exec(text);
  if (user === "" || found === null) return text;
  const secret = password === "" ? "" : `:${encodeURIComponent(password)}`;
  return `${found[1] ?? ""}${encodeURIComponent(user)}${secret}@${found[2] ?? ""}`;
}

export type AddressFault = "empty" | "form";

export function addressFault(address: string): AddressFault | null {
  const text = address.trim();
  if (text === "") return "empty";
  return NETWORK.test(text) || OTHER.test(text) ? null : "form";
}

/** Whether a user and a password can belong to it. */
export function takesUser(address: string): boolean {
  return /^\s*(rtsps?|https?):/i.test(address);
}
