from django.urls import path

from linli.portal.public import views

urlpatterns = [
    path("", views.find, name="public_find"),
    path("<str:code>/", views.community, name="public_community"),
    path("<str:code>/postings/<int:pk>/", views.posting, name="public_posting"),
    path("<str:code>/powers/<int:pk>/", views.power, name="public_power"),
]
