from django.urls import path

from linli.domains.returns.views import answering, asking, burden, facts, overview, register, reviewing

app_name = "returns"
urlpatterns = [
    path("requests/", register.request_list, name="request_list"),
    path("requests/new/", asking.upload, name="upload"),
    path("requests/<int:pk>/", register.request_detail, name="request_detail"),
    path("requests/<int:pk>/file/", register.request_file, name="request_file"),
    path("requests/<int:pk>/match/", asking.match, name="match"),
    path("requests/<int:pk>/match/confirm/", asking.confirm, name="confirm"),
    path("requests/<int:pk>/match/header/", asking.header, name="header"),
    path("requests/<int:pk>/match/file/", asking.replace, name="replace_file"),
    path("requests/<int:pk>/match/<int:index>/", asking.column, name="column"),
    path("requests/<int:pk>/describe/", asking.describe, name="describe"),
    path("requests/<int:pk>/do/<slug:deed>/", register.request_do, name="request_do"),
    path("burden/", burden.burden, name="burden"),
    path("facts/", facts.fact_list, name="fact_list"),
    path("facts/<int:pk>/", facts.fact_detail, name="fact_detail"),
    path("facts/find/", asking.fact_lookup, name="fact_lookup"),
    path("answers/", overview.mine, name="answers"),
    path("answer/<int:pk>/", answering.answer, name="answer"),
    path("answer/<int:pk>/save/", answering.save, name="answer_save"),
    path("answer/<int:pk>/submit/", answering.hand_in, name="answer_submit"),
    path("answer/<int:pk>/refresh/", answering.refresh, name="answer_refresh"),
    path("answer/<int:pk>/row/", answering.line, name="answer_row"),
    path("answer/<int:pk>/review/<slug:step>/", reviewing.review, name="answer_review"),
    path("row/<int:pk>/remove/", answering.unline, name="row_remove"),
    path("row/<int:pk>/cell/<int:index>/", answering.cell, name="cell"),
    path("row/<int:pk>/cell/<int:index>/undo/", answering.undo, name="cell_undo"),
    path("request/<int:pk>/overview/", overview.overview, name="overview"),
    path("request/<int:pk>/overview/remind/", overview.remind, name="overview_remind"),
    path("request/<int:pk>/overview/<slug:step>/", overview.step_all, name="overview_step"),
    # books:
]
