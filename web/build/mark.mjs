// Loa's mark, a loudspeaker: one drawing, as SVG for browsers and as PNG for home screens. Drawn on 512 × 512 points;
// everything but the ground stays within the circle that phones cut out of an icon.
import { deflateSync } from "node:zlib";

const GROUND = "#0a3d6b";
const INK = "#ffffff";
const SIDE = 512;
/// Body and horn, as corners.
const BODY = [[120, 206], [186, 206], [296, 126], [296, 386], [186, 306], [120, 306]];
/// Waves: arcs to the right of the horn's middle.
const MIDDLE = [296, 256];
const WAVES = [64, 122];
const WIDE = 30;
const ANGLE = 0.82;
/// Corners of the SVG's ground; phones round those of the PNG themselves.
const ROUND = 96;

const end = (radius, sign) => [MIDDLE[0] + radius * Math.cos(ANGLE), MIDDLE[1] + sign * radius * Math.sin(ANGLE)];
const point = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;

export function svg() {
  const arcs = WAVES.map((radius) => `M${point(end(radius, -1))}A${radius} ${radius} 0 0 1 ${point(end(radius, 1))}`).join("");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}"><title>Loa</title>` +
    `<rect width="${SIDE}" height="${SIDE}" rx="${ROUND}" fill="${GROUND}"/><path fill="${INK}" d="M${BODY.map((at) => at.join(" ")).join("L")}z"/>` +
    `<path fill="none" stroke="${INK}" stroke-width="${WIDE}" stroke-linecap="round" d="${arcs}"/></svg>\n`
  );
}

// Is this point within the corners (even-odd rule)?
function isInBody(x, y) {
  let inside = false;
  BODY.forEach(([ax, ay], at) => {
    const [bx, by] = BODY[(at + 1) % BODY.length];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

function isInWave(x, y, radius) {
  const [dx, dy] = [x - MIDDLE[0], y - MIDDLE[1]];
  if (Math.abs(Math.atan2(dy, dx)) <= ANGLE) return Math.abs(Math.hypot(dx, dy) - radius) <= WIDE / 2;
  const [ex, ey] = end(radius, Math.sign(dy) || 1);
  return Math.hypot(x - ex, y - ey) <= WIDE / 2;
}

const isInk = (x, y) => isInBody(x, y) || WAVES.some((radius) => isInWave(x, y, radius));
const parts = (colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

// The share of ink in a point, from 4 × 4 places within it.
function share(x, y, scale) {
  let found = 0;
  for (let at = 0; at < 16; at += 1) found += isInk((x + ((at % 4) + 0.5) / 4) * scale, (y + (Math.floor(at / 4) + 0.5) / 4) * scale);
  return found / 16;
}

// Node has this sum since version 20.15 only.
function crc32(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/// The mark on a full square of so many points a side.
export function png(side) {
  const [ground, ink] = [parts(GROUND), parts(INK)];
  const rows = Buffer.alloc(side * (side * 3 + 1));
  let place = 0;
  for (let y = 0; y < side; y += 1) {
    place += 1; // How the row is written: as it is.
    for (let x = 0; x < side; x += 1) {
      const part = share(x, y, SIDE / side);
      for (let at = 0; at < 3; at += 1) rows[place++] = Math.round(ground[at] + (ink[at] - ground[at]) * part);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2], 8);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/// What a phone wants to know that puts Loa on its home screen; `icons` are the addresses of the mark.
export const webManifest = (icons) =>
  `${JSON.stringify({
    name: "Loa: ghi việc, theo dõi kế hoạch",
    short_name: "Loa",
    lang: "vi",
    id: "/",
    start_url: "/viec",
    scope: "/",
    display: "standalone",
    theme_color: GROUND,
    background_color: INK,
    icons: [
      { src: icons.svg, sizes: "any", type: "image/svg+xml" },
      { src: icons[192], sizes: "192x192", type: "image/png", purpose: "any maskable" },
      { src: icons[512], sizes: "512x512", type: "image/png", purpose: "any maskable" },
    ],
  })}\n`;
