from common.errors import DomainError


class AnalysisUnderway(DomainError):
    code = "analysis-underway"
    title = "Something of this kind is being computed for this exam already. Wait until it is done."


class GroupsRefused(DomainError):
    code = "groups-refused"
    title = "These groups cannot be compared."
    status = 400


class RoundIsOver(DomainError):
    code = "round-is-over"
    title = "This round was closed: its ratings cannot be changed any more."


class RoundIsOpen(DomainError):
    code = "round-is-open"
    title = "Raters are still rating: close the round first."


class NothingRated(DomainError):
    code = "nothing-rated"
    title = "Nobody has rated an item in this round."


class NoCutYet(DomainError):
    code = "no-cut-yet"
    title = "The cut of this round is not computed yet."


class CalibrationNotDone(DomainError):
    code = "calibration-not-done"
    title = "This calibration has no numbers that could be used."


class ComparisonIsStale(DomainError):
    code = "comparison-is-stale"
    title = "Other numbers were put to use meanwhile: look at the comparison again."


class CalibrationNotInUse(DomainError):
    code = "calibration-not-in-use"
    title = "The numbers of this calibration are not in use."
