// Fonts cut down to what is written here: Vietnamese, and Tai Viet.
import { readFile } from "node:fs/promises";
import subset from "subset-font";

const packages = new URL("../node_modules/", import.meta.url);

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join("");

/// Letters of Vietnamese composed and decomposed, figures, signs of official papers.
const VIETNAMESE = [
  range(0x20, 0x7e),
  "\u00a0§°²·×÷ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư",
  range(0x1ea0, 0x1ef9),
  "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323",
  "–—‘’“”•…₫−",
].join("");

const SOURCES = [
  ["loa-sans-400.woff2", "@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf", VIETNAMESE],
  ["loa-sans-700.woff2", "@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf", VIETNAMESE],
  [
    "loa-tai-viet.woff2",
    "@fontsource/noto-sans-tai-viet/files/noto-sans-tai-viet-tai-viet-400-normal.woff2",
    ` ${range(0xaa80, 0xaac2)}${range(0xaadb, 0xaadf)}`,
  ],
];

/// Name and bytes of each font.
export function fonts() {
  // Screens of today need no hinting, and it is half of the weight.
  const options = { targetFormat: "woff2", noHinting: true, noLayoutClosure: true };
  return Promise.all(
    SOURCES.map(async ([name, path, text]) => {
      const source = await readFile(new URL(path, packages));
      return { name, bytes: await subset(source, text, options) };
    }),
  );
}

/// The faces of Tinos, which has the widths of Times New Roman, for documents on paper; and the licence that goes with them.
const PAPER = [
  ["tinos-regular.ttf", "400Regular/Tinos_400Regular.ttf"],
  ["tinos-bold.ttf", "700Bold/Tinos_700Bold.ttf"],
  ["tinos-italic.ttf", "400Regular_Italic/Tinos_400Regular_Italic.ttf"],
  ["tinos-bold-italic.ttf", "700Bold_Italic/Tinos_700Bold_Italic.ttf"],
  ["LICENSE", "LICENSE_FONT"],
];

/// The faces of screens for what hangs on a wall: whole, of Tai Viet what there is.
const WALL = [
  ["sans-regular.ttf", SOURCES[0][1]],
  ["sans-bold.ttf", SOURCES[1][1]],
];

/// Name and bytes of each, whole: what people write into a document is not known beforehand.
export async function paperFonts() {
  const source = (path) => readFile(new URL(path, packages));
  const paper = PAPER.map(async ([name, path]) => ({ name, bytes: await source(`@expo-google-fonts/tinos/${path}`) }));
  const wall = WALL.map(async ([name, path]) => ({ name, bytes: await source(path) }));
  const [, path, text] = SOURCES[2];
  const taiViet = await subset(await source(path), text, { targetFormat: "truetype" });
  return [...(await Promise.all([...paper, ...wall])), { name: "tai-viet.ttf", bytes: taiViet }];
}
