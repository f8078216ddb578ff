/** Kind and number of options to choose go together: who changes the one seldom means to keep the other. */

export function coupleKind(kind, count) {
  kind.addEventListener("change", () => {
    const isSingle = kind.value === "single_choice";
    if (isSingle || Number(count.value) < 2) {
      count.value = isSingle ? "1" : "2";
    }
  });
}
