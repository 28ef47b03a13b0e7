// Photos made small on the phone, which also leaves behind where they were taken.

const LONG_SIDE = 1600;
const QUALITY = 0.72;
const done = new WeakMap();

async function drawn(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return blob?.size < file.size ? blob : file;
  } catch {
    // What this browser cannot draw (HEIC) goes as it is; the server decides.
    return file;
  }
}

/// The small photo, or the file itself where it is none or would not become smaller. Worked out once for each file.
export function shrunk(file) {
  if (!/^image\/(?!svg|gif)/.test(file.type)) return file;
  if (!done.has(file)) done.set(file, drawn(file));
  return done.get(file);
}
