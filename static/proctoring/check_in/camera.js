/** The camera of this device. Pictures go from here to the page, and nowhere else. */

const KEY = "mockingbird-camera";
const SIZE = { width: { ideal: 640 }, height: { ideal: 480 } };
const TROUBLES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** `kind`: a name in CAMERA_TROUBLE of words.js. */
export class CameraTrouble extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/** Asks the person, where they have not decided yet. deviceId: null for the one used last, or any. */
export async function openCamera(deviceId = rememberedCamera()) {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new CameraTrouble("unsupported");
  }
  try {
    return await ask({ ...SIZE, ...(deviceId && { deviceId: { ideal: deviceId } }) });
  } catch (error) {
    throw new CameraTrouble(TROUBLES[error.name] ?? "unknown");
  }
}

function ask(video) {
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

/** [{id, name}]; names are known once the camera was allowed. */
export async function listCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const cameras = devices.filter(({ kind }) => kind === "videoinput");
  return cameras.map(({ deviceId, label }, index) => ({ id: deviceId, name: label || `Camera ${index + 1}` }));
}

export function closeCamera(stream) {
  for (const track of stream?.getTracks() ?? []) {
    track.stop();
  }
}

/** For the next step, and for the exam. */
export function rememberCamera(deviceId) {
  try {
    localStorage.setItem(KEY, deviceId);
  } catch {
    // Forbidden: the next page takes any.
  }
}

function rememberedCamera() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Whether the person has allowed the camera before, so that asking opens no question. */
export async function isAllowed() {
  try {
    return (await navigator.permissions.query({ name: "camera" })).state === "granted";
  } catch {
    return false; // this browser does not say
  }
}
