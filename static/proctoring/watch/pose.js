/**
 * Where a face is turned, from the points of a face mesh. Pure; angles in degrees.
 *
 * Seen from the front, the tip of the nose is midway between the cheeks; a turned head moves it aside, by as much as it
 * stands out. How much that is comes from the canonical face of the mesh (MediaPipe: cheeks at 7.66 beside and 9.9
 * behind the tip). Eyes are not read: only the head counts.
 */

/** Points of the mesh by what they are. */
const TIP = 1;
const BELOW_NOSE = 2;
const FOREHEAD = 10;
const CHEEKS = Object.freeze([234, 454]);
const STANDS_OUT = 9.9 / 7.66;
/** The side, in points, of what the mesh sees: depths are in these. */
const MESH_SIZE = 192;

const degrees = (radians) => (radians * 180) / Math.PI;

/**
 * mesh: [x, y, z] of each point, x and y in pixels of the picture; sidePixels: of the part of it that the mesh saw.
 * yaw: to a side, either sign; pitch: down is positive.
 */
export function poseOf(mesh, sidePixels) {
  const [near, far] = CHEEKS.map((index) => mesh[index]);
  const aside = (2 * (mesh[TIP][0] - near[0])) / (far[0] - near[0]) - 1;
  const depth = ((mesh[BELOW_NOSE][2] - mesh[FOREHEAD][2]) * sidePixels) / MESH_SIZE;
  return {
    yaw: degrees(Math.atan(aside / STANDS_OUT)),
    pitch: degrees(Math.atan2(depth, mesh[BELOW_NOSE][1] - mesh[FOREHEAD][1])),
  };
}
