"""People on the desk: accounts and their roles, for administrators. People are deactivated, never deleted."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from tracker.admin.site import RoleAdmin
from tracker.models import Person
from tracker.roles import Act
from tracker.terms import Role


class PersonAdmin(UserAdmin, RoleAdmin):
    """Accounts. Being an administrator gives no right to judge claims; roles do."""

    see = add = change = Act.PEOPLE_MANAGE
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "full_name", "email", "roles_shown", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    filter_horizontal = ()
    autocomplete_fields = ("skills", "conflicts")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "time_zone")}),
        ("Roles", {"fields": ("is_active", "groups"), "description": "A person without a role cannot sign in."}),
        ("Digest", {"fields": ("cadence", "digest_hour")}),
        ("Review", {"fields": ("skills", "conflicts")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "email", "usable_password", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field, request: HttpRequest, **options):
        if db_field.name == "groups":
            options["queryset"] = Group.objects.filter(name__in=[role.value for role in Role])
        return super().formfield_for_manytomany(db_field, request, **options)

    @display(description="Name")
    def full_name(self, person: Person) -> str:
        return person.get_full_name()

    @display(description="Roles")
    def roles_shown(self, person: Person) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all())) or "none"


admin.site.register(Person, PersonAdmin)
