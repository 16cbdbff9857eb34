"""The addresses of changes of the tree, in the portal's name space."""

from django.urls import path

from linli.portal.divisions import views

urlpatterns = [
    path("", views.change_sets, name="division_changes"),
    path("<int:pk>/", views.change_set, name="division_change"),
    path("<int:pk>/decide/<int:change>/", views.decide, name="division_decide"),
    path("<int:pk>/<slug:step>/", views.advance, name="division_advance"),
]
