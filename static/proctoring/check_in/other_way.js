/** The other ways of a step: which one is chosen now. */

export class OtherWay {
  #radios = [...document.querySelectorAll("input[name=alternative]")];

  /** Calls back at every change. */
  constructor(onChange) {
    for (const radio of this.#radios) {
      radio.addEventListener("change", onChange);
    }
  }

  get isTaken() {
    return this.#radios.some(({ checked, value }) => checked && value !== "");
  }
}
