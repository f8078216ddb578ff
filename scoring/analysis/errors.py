from common.errors import DomainError


class AnalysisUnderway(DomainError):
    code = "analysis-underway"
    title = "Something of this kind is being computed for this exam already. Wait until it is done."


class GroupsRefused(DomainError):
    code = "groups-refused"
    title = "These groups cannot be compared."
    status = 400
