"""The roles and what each may do: Django groups, made by `manage.py setup_roles`."""

_ITEM = ("bank.view_item", "bank.add_item", "bank.change_item", "bank.view_itemversion", "bank.view_media")
_PARTS = ("bank.add_media", "bank.change_media", "bank.add_stimulus")
_FILES = tuple(f"exchange.{act}_{model}" for act in ("add", "view") for model in ("itemimport", "itemexport"))
_REPORTS = ("bank.view_itemreport", "bank.answer_itemreport")
_GUIDE = ("examguide", "examfact", "domain", "objective", "studyresource")
_LOOK = (*(f"bank.view_{model}" for model in _GUIDE), "bank.view_stimulus", "bank.view_product")
_EXAM = (
    *("assembly.view_exam", "assembly.view_form", "assembly.view_formitem"),
    *("assembly.view_blueprintrule", "assembly.view_examitem", "assembly.view_assemblyrun"),
)
_SITTING = (
    *("sittings.view_sitting", "sittings.view_response", "sittings.view_latechange"),
    *("sittings.view_command", "sittings.view_sittingclient", "sittings.view_sittingevent"),
    *("sittings.view_outage", "sittings.view_outagecredit", "sittings.control_sitting"),
)
_RESULT = (
    *("marking.view_result", "marking.view_subscore", "marking.view_examnorms"),
    *("marking.view_resultversion", "marking.view_rescoring", "marking.view_keycorrection"),
)
_REVIEW = ("proctoring.review_supervision", "proctoring.view_supervision")
_PANEL = ("analysis.view_standardpanel", "analysis.rate_standardpanel")
_SEB = tuple(f"proctoring.{act}_sebrules" for act in ("view", "add", "change"))
_CALIBRATION = tuple(f"analysis.{act}_calibration" for act in ("view", "add", "use"))
_ROOM = tuple(f"proctoring.{act}_roomrules" for act in ("view", "add", "change"))
_INTEGRITY = ("analysis.view_integrity", "analysis.add_integrityreport")

_STATISTICS = (
    *(f"analysis.{act}_{model}" for act in ("view", "add") for model in ("analysisreport", "groupcomparison")),
    *("analysis.view_statisticsexport", "analysis.add_statisticsexport"),
    *(f"accounts.{act}_cohort" for act in ("view", "add", "change", "delete")),
)

ROLES: dict[str, tuple[str, ...]] = {
    "Instructor": (
        *_ITEM,
        *_LOOK,
        *_EXAM,
        *_SITTING,
        *_RESULT,
        *_REVIEW,
        *_STATISTICS,
        *_PANEL,
        *_CALIBRATION,
        *_INTEGRITY,
        *_SEB,
        *_ROOM,
        *("analysis.add_standardpanel", "analysis.change_standardpanel", "analysis.delete_standardpanel"),
        *(
            "bank.add_product",
            "bank.change_product",
            "assembly.add_exam",
            "assembly.change_exam",
            "assembly.open_exam",
        ),
        *_PARTS,
        *_FILES,
        *_REPORTS,
        *("marking.release_result", "marking.rescore_result", "bank.review_item", "bank.publish_item"),
        *("bank.add_examguide", "bank.change_examguide"),
        *(f"assembly.{act}_{model}" for act in ("add", "change", "delete") for model in ("blueprintrule", "examitem")),
    ),
    "Author": (*_ITEM, *_LOOK, *_EXAM, *_PARTS, *_FILES, "bank.view_itemreport"),
    "Reviewer": (*_ITEM, *_LOOK, *_EXAM, *_REPORTS, *_PANEL, "bank.review_item"),
    "Proctor": (*_SITTING, *_REVIEW, "assembly.view_exam"),
    # Answers letters of people who want to be erased.
    "Data protection": ("accounts.view_user", "accounts.view_erasure", "accounts.erase_person"),
}
