"""Addresses of imports."""

from django.urls import path

from guanxi.intake.views import listing, mappings, planning, rejected, running

urlpatterns = [
    path("", listing.listing, name="import_list"),
    path("upload/", listing.upload, name="import_upload"),
    path("mappings/", mappings.listing, name="import_mappings"),
    path("mappings/restore/", mappings.restore, name="import_mapping_restore"),
    path("mappings/<int:pk>/name/", mappings.name, name="import_mapping_name"),
    path("mappings/<int:pk>/share/", mappings.share, name="import_mapping_share"),
    path("mappings/<int:pk>/delete/", mappings.delete, name="import_mapping_delete"),
    path("<int:pk>/", running.any_step, name="import"),
    path("<int:pk>/file/", planning.file, name="import_file"),
    path("<int:pk>/target/", planning.kind, name="import_target"),
    path("<int:pk>/columns/", planning.columns, name="import_columns"),
    path("<int:pk>/matching/", planning.matching, name="import_matching"),
    path("<int:pk>/check/", running.check, name="import_check"),
    path("<int:pk>/live/", running.live, name="import_live"),
    path("<int:pk>/start/", running.start, name="import_start"),
    path("<int:pk>/cancel/", running.cancel, name="import_cancel"),
    path("<int:pk>/resume/", running.resume, name="import_resume"),
    path("<int:pk>/undo/", running.undo, name="import_undo"),
    path("<int:pk>/result/", running.result, name="import_result"),
    path("<int:pk>/rejected/", rejected.rejected, name="import_rejected"),
    path("<int:pk>/rejected/<int:number>/", rejected.mend, name="import_mend"),
    path("<int:pk>/rejected/discard/", rejected.discard, name="import_discard"),
    path("<int:pk>/rejected/keep/", rejected.keep, name="import_keep"),
    path("<int:pk>/rejected.csv", rejected.download, name="import_rejected_file"),
]
