/** What a candidate can do on the exam screen, whatever stands behind it: an exam or the tutorial. */

/** getExam(): the Exam on screen. */
export function examActions(getExam) {
  const move = (step) => getExam().move(step);
  return {
    onChoose: (optionId, isOn) => getExam().choose(optionId, isOn),
    onStrike: (optionId) => getExam().strike(optionId),
    onFlag: () => getExam().flag(),
    onNext: () => move((navigation) => navigation.next()),
    onPrevious: () => move((navigation) => navigation.previous()),
    onReview: () => move((navigation) => navigation.openReview()),
    onJump: (position) => move((navigation) => navigation.jump(position)),
    onRound: (kind) => getExam().startRound(kind),
    getExam,
  };
}

/** Go where the browser's back and forward lead: a place of the trail. */
export function goBackTo(exam, place) {
  exam.move((navigation) => {
    if (place.isReview) {
      navigation.openReview();
    } else {
      navigation.jump(place.position);
    }
  });
}
