import { createTheme, type MantineColorsTuple } from "@mantine/core";

const harbour: MantineColorsTuple = [
  "#eaf3fb",
  "#d3e3f2",
  "#a5c6e6",
  "#75a8da",
  "#4e8ecf",
  "#357ec9",
  "#2070b4",
  "#155b96",
  "#12406b",
  "#0b2f52",
];

/** The dark of the page's own style sheet instead of a neutral one, from letters to ground. */
const night: MantineColorsTuple = [
  "#e6edf4",
  "#c3d0dc",
  "#a3b3c2",
  "#76879a",
  "#3a4856",
  "#2b3845",
  "#222d39",
  "#18212b",
  "#131a22",
  "#10161d",
];

export const theme = createTheme({
  primaryColor: "harbour",
  primaryShade: { light: 7, dark: 4 },
  colors: { harbour, dark: night },
  fontFamily:
    '"Inter", "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  fontFamilyMonospace: '"Cascadia Mono", "Noto Sans Mono", Consolas, monospace',
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
});

/** The nonce that the server has put into the page: styles that the page adds carry it. */
export function styleNonce(): string {
  const told = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]');
  return told?.content ?? "";
}
