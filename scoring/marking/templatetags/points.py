"""Points on pages."""

from django import template

from scoring.marking.points import show_points

register = template.Library()
register.filter("points", show_points)
