from django.urls import include, path

from linli.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.todos, name="todos"),
    path("todos/<int:pk>/hand-to/", views.hand_todo, name="hand_todo"),
    path("board/", views.board, name="board"),
    path("place/<str:code>/", views.place, name="place"),
    path("figures/", views.catalogue, name="catalogue"),
    path("figures/<str:code>/", views.trace, name="trace"),
    path("accounts/", include("linli.portal.accounts.urls")),
    path("audit/", include("linli.portal.audit.urls")),
    path("search/", views.search, name="search"),
    path("verify/", include("linli.portal.verification.urls")),
    path("community/", include("linli.portal.public.urls")),
    path("divisions/changes/", include("linli.portal.divisions.urls")),
]
