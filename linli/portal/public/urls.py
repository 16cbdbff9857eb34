from django.urls import path

from linli.portal.public import views

urlpatterns = [
    path("", views.find, name="public_find"),
    path("<str:code>/", views.community, name="public_community"),
    path("<str:code>/postings/<int:pk>/", views.posting, name="public_posting"),
    path("<str:code>/postings/<int:pk>/ask/", views.ask, name="public_ask"),
    path("<str:code>/topics/<int:pk>/", views.topic, name="public_topic"),
    path("<str:code>/answers/", views.answers, name="public_answers"),
    path("<str:code>/powers/<int:pk>/", views.power, name="public_power"),
]
