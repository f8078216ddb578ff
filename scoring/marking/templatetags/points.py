"""Points and shares on pages."""

from django import template

from scoring.marking.points import show_points, show_share

register = template.Library()
register.filter("points", show_points)
register.filter("share", show_share)
