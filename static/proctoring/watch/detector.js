/**
 * The worker that looks at pictures: how many faces, and where they are turned. No picture leaves it; each is overwritten
 * by the next. Started by a small script of the server's (exams/proctoring/detector_views.py), whose policy lets it
 * compile WebAssembly and ask this site alone.
 */

import { poseOf } from "./pose.js";

const WIDTH = 320;
/** Faces that are less sure are not told of. */
const LEAST_SURE = 0.4;
/** Mean and spread of the brightness (0 to 255) below which a picture is black: a cover, not a dark room. */
const DARK_MEAN = 12;
const DARK_SPREAD = 6;
const OFF = Object.freeze({ enabled: false });

const configure = (base) => ({
  backend: "wasm",
  wasmPath: base,
  modelBasePath: base,
  debug: false,
  async: false,
  warmup: "none",
  cacheSensitivity: 0,
  filter: OFF,
  face: {
    enabled: true,
    detector: { modelPath: "blazeface.json", maxDetected: 3, minConfidence: LEAST_SURE, rotation: false, skipFrames: 0, skipTime: 0 },
    mesh: { enabled: true, modelPath: "facemesh.json" },
    ...Object.fromEntries(["attention", "iris", "description", "emotion", "antispoof", "liveness"].map((name) => [name, OFF])),
  },
  ...Object.fromEntries(["body", "hand", "object", "gesture", "segmentation"].map((name) => [name, OFF])),
});

/** Human: the library's class; base: address of the folder with the models. Answers "ready", then each picture. */
export async function serve(Human, base) {
  try {
    const human = new Human(configure(base));
    await human.load();
    const detector = new Detector(human);
    self.onmessage = ({ data }) => detector.look(data).then((found) => self.postMessage(found)).catch(fail);
    self.postMessage({ isReady: true });
  } catch (error) {
    fail(error);
  }
}

function fail(error) {
  self.postMessage({ failure: error.message });
}

class Detector {
  #human;
  #canvas = new OffscreenCanvas(WIDTH, WIDTH);
  #context = this.#canvas.getContext("2d", { willReadFrequently: true });

  constructor(human) {
    this.#human = human;
  }

  /** picture: an ImageBitmap, closed afterwards. */
  async look(picture) {
    const height = Math.max(1, Math.round((WIDTH * picture.height) / picture.width));
    this.#canvas.height = height;
    this.#context.drawImage(picture, 0, 0, WIDTH, height);
    picture.close();
    const { values, isDark } = readPixels(this.#context.getImageData(0, 0, WIDTH, height).data);
    return { isDark, faces: isDark ? [] : await this.#findFaces(values, height) };
  }

  async #findFaces(values, height) {
    const input = this.#human.tf.tensor(values, [1, height, WIDTH, 3], "float32");
    const { face, error } = await this.#human.detect(input);
    this.#human.tf.dispose(input);
    if (error) {
      throw new Error(error);
    }
    return face.map(({ boxScore, faceScore, mesh, size }) => ({
      score: Math.min(boxScore, faceScore),
      ...poseOf(mesh, Math.max(...size)),
    }));
  }
}

/** Red, green and blue of each pixel one after the other, and whether all of it is black. */
function readPixels(pixels) {
  const values = new Float32Array((pixels.length / 4) * 3);
  let [sum, squares, place] = [0, 0, 0];
  for (let index = 0; index < pixels.length; index += 4) {
    values[place++] = pixels[index];
    values[place++] = pixels[index + 1];
    values[place++] = pixels[index + 2];
    const brightness = (pixels[index] + 2 * pixels[index + 1] + pixels[index + 2]) / 4;
    sum += brightness;
    squares += brightness * brightness;
  }
  const mean = sum / (pixels.length / 4);
  const spread = Math.sqrt(Math.max(0, squares / (pixels.length / 4) - mean * mean));
  return { values, isDark: mean < DARK_MEAN && spread < DARK_SPREAD };
}
