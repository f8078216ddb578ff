"""The queue as people see it: nothing can be edited, what was given up can be retried or deleted."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from dbbroker import store
from dbbroker.models import Message


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("waiting", "waiting"), ("held", "held by a worker"), ("dead", "given up")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        match self.value():
            case "waiting":
                return queryset.filter(dead_at__isnull=True, claim="")
            case "held":
                return queryset.filter(dead_at__isnull=True).exclude(claim="")
            case "dead":
                return queryset.filter(dead_at__isnull=False)
        return queryset


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = ["id", "task_name", "queue", "state", "attempts", "created_at", "visible_at", "dead_at"]
    list_filter = [StateFilter, "queue"]
    fields = ["task_name", "queue", "state", "attempts", "created_at", "visible_at", "dead_at"]
    readonly_fields = fields
    ordering = ["-id"]
    actions = ["retry", "delete_dead"]

    @admin.display(description="task")
    def task_name(self, message: Message) -> str:
        return message.task_name

    @admin.display(description="state")
    def state(self, message: Message) -> str:
        if message.dead_at:
            return "given up"
        if message.visible_at <= timezone.now():
            return "waiting"
        return "held by a worker" if message.claim else "scheduled"

    @admin.action(description="Retry what was given up", permissions=["change"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        count = store.retry_dead(queryset)
        self.message_user(request, f"{count} put back into the queue.", messages.SUCCESS)

    @admin.action(description="Delete what was given up", permissions=["change"])
    def delete_dead(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        count, _ = queryset.filter(dead_at__isnull=False).delete()
        self.message_user(request, f"{count} deleted.", messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False
