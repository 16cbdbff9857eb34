from django.urls import path

from linli.portal.accounts.views import lookups, people, posts, roles, units

app_name = "accounts"

urlpatterns = [
    path("posts/", posts.post_list, name="posts"),
    path("posts/new/", posts.post_create, name="post_create"),
    path("posts/<int:pk>/", posts.post_detail, name="post"),
    path("posts/<int:pk>/edit/", posts.post_edit, name="post_edit"),
    path("posts/<int:pk>/end/", posts.post_end, name="post_end"),
    path("posts/<int:pk>/hand-over/", posts.post_hand_over, name="post_hand_over"),
    path("posts/<int:pk>/stand-in/", posts.post_stand_in, name="post_stand_in"),
    path("people/", people.person_list, name="people"),
    path("people/new/", people.person_create, name="person_create"),
    path("people/<int:pk>/", people.person_detail, name="person"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/act/<slug:deed>/", people.person_act, name="person_act"),
    path("units/", units.unit_list, name="units"),
    path("units/new/", units.unit_create, name="unit_create"),
    path("units/<int:pk>/edit/", units.unit_edit, name="unit_edit"),
    path("units/<int:pk>/close/", units.unit_close, name="unit_close"),
    path("roles/", roles.role_list, name="roles"),
    path("roles/new/", roles.role_create, name="role_create"),
    path("roles/<slug:code>/", roles.role_detail, name="role"),
    path("roles/<slug:code>/edit/", roles.role_edit, name="role_edit"),
    path("lookup/units/", lookups.units, name="unit_lookup"),
    path("lookup/accounts/", lookups.accounts, name="account_lookup"),
]
