from django.urls import path

from linli.portal.verification import views

urlpatterns = [
    path("", views.verify, name="verify"),
    path("<str:number>/", views.verify, name="verify_number"),
]
