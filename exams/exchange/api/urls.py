from django.urls import path

from exams.exchange.api import views

urlpatterns = [
    path("item-imports", views.ItemImportListView.as_view(), name="item-imports"),
    path("item-imports/<int:import_id>", views.ItemImportView.as_view(), name="item-import"),
    path("item-imports/<int:import_id>/rows", views.ImportRowListView.as_view(), name="item-import-rows"),
    path("item-imports/<int:import_id>/confirm", views.ConfirmImportView.as_view(), name="item-import-confirm"),
    path("item-exports", views.ItemExportListView.as_view(), name="item-exports"),
    path("item-exports/<int:export_id>", views.ItemExportView.as_view(), name="item-export"),
    path("item-exports/<int:export_id>/file", views.ExportFileView.as_view(), name="item-export-file"),
    path("item-templates/<str:format_name>", views.TemplateView.as_view(), name="item-template"),
]
