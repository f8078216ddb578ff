/**
 * What the camera saw, once a second, becomes what is the case: nobody there, somebody else, looking away, no picture.
 * Pure: no DOM, no clock.
 *
 * Two of the last three pictures decide: one that the detector got wrong, or a blink, is nothing. How long something must
 * last before it counts is not decided here (lockdown/spans.js).
 */

export const NOBODY = "nobody-there";
export const SOMEBODY_ELSE = "somebody-else";
export const AWAY = "looked-away";
export const OFF = "camera-off";
export const TYPES = Object.freeze([NOBODY, SOMEBODY_ELSE, AWAY, OFF]);

/** Of the three last pictures so many must agree. */
const AGREEING = 2;
const REMEMBERED = 3;
/** A face less sure than this is not held against anybody as a second one. */
const SURE = 0.6;
/** To a side or down; up is where people look to think. Once away, one is back only well within. */
const LIMITS = Object.freeze({ yaw: 30, pitch: 28 });
const BACK = 0.8;
/** A head that turned so far that no face is found any more has not left, for so many pictures. */
const TURNED_PICTURES = 10;
/** The usual pose is the middle of the first ones: cameras stand beside or below the screen. Not without bound. */
const USUAL_PICTURES = 20;
const FEWEST_USUAL = 5;
const MOST_USUAL = 15;

export class Judge {
  #last = [];
  #poses = [];
  #isAway = false;
  #turnedPictures = 0;

  /**
   * picture: {faces: [{score, yaw, pitch}], isDark}, or null where the camera gives none. Answers the set of TYPES that
   * are the case now.
   */
  look(picture) {
    this.#last = [...this.#last.slice(1 - REMEMBERED), this.#name(picture)];
    const agreeing = (type) => this.#last.filter((name) => name === type).length >= AGREEING;
    return new Set(TYPES.filter(agreeing));
  }

  /** Nothing is watched for a while: what was seen before says nothing about what comes after. */
  rest() {
    this.#last = [];
    this.#isAway = false;
    this.#turnedPictures = 0;
  }

  /** The one type of a picture, or "" for a candidate who looks at the screen. */
  #name(picture) {
    if (picture === null || picture.isDark) {
      return OFF;
    }
    const [face, ...others] = [...picture.faces].sort((one, other) => other.score - one.score);
    if (face === undefined) {
      return this.#nameNobody();
    }
    this.#turnedPictures = 0;
    if (others.some(({ score }) => score >= SURE)) {
      return SOMEBODY_ELSE;
    }
    this.#isAway = this.#isTurned(face);
    return this.#isAway ? AWAY : "";
  }

  #nameNobody() {
    if (this.#isAway && this.#turnedPictures < TURNED_PICTURES) {
      this.#turnedPictures += 1;
      return AWAY;
    }
    this.#isAway = false;
    return NOBODY;
  }

  #isTurned({ yaw, pitch }) {
    const usual = this.#usual({ yaw, pitch });
    const share = this.#isAway ? BACK : 1;
    return Math.abs(yaw - usual.yaw) > LIMITS.yaw * share || pitch - usual.pitch > LIMITS.pitch * share;
  }

  /** Of the first pictures in which a candidate faces the camera well enough; straight ahead until there are some. */
  #usual(pose) {
    const isFacing = Math.abs(pose.yaw) <= LIMITS.yaw && pose.pitch <= LIMITS.pitch;
    if (isFacing && this.#poses.length < USUAL_PICTURES) {
      this.#poses.push(pose);
    }
    if (this.#poses.length < FEWEST_USUAL) {
      return { yaw: 0, pitch: 0 };
    }
    return { yaw: middle(this.#poses.map(({ yaw }) => yaw)), pitch: middle(this.#poses.map(({ pitch }) => pitch)) };
  }
}

function middle(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.floor((sorted.length - 1) / 2)];
  return Math.max(-MOST_USUAL, Math.min(MOST_USUAL, value));
}
