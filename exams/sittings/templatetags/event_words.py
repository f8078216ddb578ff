"""A sitting's log on staff's pages."""

from django import template

from exams.sittings.event_words import describe_details, name_event
from exams.sittings.models import SittingEvent

register = template.Library()
register.filter("describe_details", describe_details)


@register.simple_tag
def event_name(event: SittingEvent) -> str:
    return name_event(event.type, event.details)
