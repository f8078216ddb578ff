"""When the server was not able to take answers."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.durations import shorten
from common.templatetags.moments import moment
from exams.bank.admin.read_only import ReadOnly
from exams.sittings.models import Outage


@admin.register(Outage)
class OutageAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("began", "ended", "length", "cause")
    list_filter = ("cause",)
    fields = list_display
    list_display_links = None

    @admin.display(description="Began", ordering="began_at")
    def began(self, outage: Outage) -> SafeString:
        return format_html("{}", moment(outage.began_at))

    @admin.display(description="Ended", ordering="ended_at")
    def ended(self, outage: Outage) -> SafeString:
        return format_html("{}", moment(outage.ended_at))

    @admin.display(description="Length")
    def length(self, outage: Outage) -> str:
        return shorten(round((outage.ended_at - outage.began_at).total_seconds()))
