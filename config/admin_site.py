"""The instructors' and proctors' door: the stock admin behind the accounts' own sign-in (limits and MFA included)."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.decorators import method_decorator


class MockingbirdAdminSite(admin.AdminSite):
    site_header = "Mockingbird"
    site_title = "Mockingbird"
    index_title = "Authoring and administration"
    login = method_decorator(secure_admin_login)(admin.AdminSite.login)
