"""Items in and out through the API: a file is taken, a worker reads it, and what it found is asked for later."""

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import DjangoModelPermissions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.current import get_person
from common.bodies import read_body
from common.documented import problems
from common.errors import NotFound
from exams.exchange.api import serializers as shapes
from exams.exchange.decisions import DECISIONS
from exams.exchange.files import respond_with_file, respond_with_template
from exams.exchange.models import ImportRow, ItemExport, ItemImport
from exams.exchange.selectors import get_file, list_exports, list_imports, list_rows
from exams.exchange.services import requests

TAGS = ["items"]
Row = TypeVar("Row", ItemImport, ItemExport)


class MayHandle(DjangoModelPermissions):
    """Whoever may see imports or exports may ask how they are; whoever may add them may do everything else."""

    perms_map = {
        **DjangoModelPermissions.perms_map,
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "DELETE": ["%(app_label)s.add_%(model_name)s"],
    }


def _find(rows: QuerySet[Row], pk: int, otherwise: str) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(otherwise)
    return found


# --- in -------------------------------------------------------------------------------------------
@extend_schema_view(
    get=extend_schema(
        operation_id="itemImports",
        tags=TAGS,
        responses={200: shapes.ItemImportSummarySerializer(many=True), **problems(s403="not-allowed")},
    )
)
class ItemImportListView(ListAPIView[ItemImport]):
    """Files that were given to be imported, newest first."""

    serializer_class = shapes.ItemImportSummarySerializer
    permission_classes = (MayHandle,)
    parser_classes = (MultiPartParser,)
    queryset = list_imports()

    @extend_schema(
        operation_id="importItems",
        tags=TAGS,
        request={"multipart/form-data": shapes.UploadSerializer},
        responses={
            202: shapes.ItemImportSummarySerializer,
            **problems(s400="file-refused, invalid-input", s403="not-allowed", s429="too-many-files"),
        },
    )
    def post(self, request: Request) -> Response:
        """Give a file to be read. Nothing of it is stored before you confirm what was found."""
        values = read_body(shapes.UploadSerializer, request)
        found = requests.request_upload(
            actor=get_person(request), upload=values["file"], format_name=values.get("format", "")
        )
        return Response(shapes.ItemImportSummarySerializer(found).data, status=202)


class _OneImport(GenericAPIView[ItemImport]):
    permission_classes = (MayHandle,)
    queryset = list_imports()

    def find(self, import_id: int) -> ItemImport:
        return _find(self.get_queryset(), import_id, "There is no such import.")


class ItemImportView(_OneImport):
    @extend_schema(
        operation_id="itemImport",
        tags=TAGS,
        responses={200: shapes.ItemImportSerializer, **problems(s403="not-allowed")},
    )
    def get(self, request: Request, import_id: int) -> Response:
        """How far it is, and what was found. Ask again every second while it is being read or stored."""
        return Response(shapes.ItemImportSerializer(self.find(import_id)).data)

    @extend_schema(
        operation_id="discardImport",
        tags=TAGS,
        request=None,
        responses={204: None, **problems(s403="not-allowed", s409="import-refused")},
    )
    def delete(self, request: Request, import_id: int) -> Response:
        """Forget the file. What was imported before stays."""
        requests.discard_import(item_import=self.find(import_id))
        return Response(status=204)


@extend_schema_view(
    get=extend_schema(
        operation_id="itemImportRows",
        tags=TAGS,
        parameters=[OpenApiParameter("decision", str, enum=DECISIONS)],
        responses={200: shapes.ImportRowSerializer(many=True), **problems(s403="not-allowed")},
    )
)
class ImportRowListView(_OneImport, ListAPIView[Any]):
    """Item by item what will become of it, or became."""

    serializer_class = shapes.ImportRowSerializer  # type: ignore[assignment]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows: QuerySet[ImportRow] = list_rows(
            item_import=self.find(kwargs["import_id"]), decision=request.query_params.get("decision", "")
        )
        return self.get_paginated_response(
            shapes.ImportRowSerializer(self.paginate_queryset(rows), many=True).data  # type: ignore[arg-type]
        )


class ConfirmImportView(_OneImport):
    @extend_schema(
        operation_id="confirmImport",
        tags=TAGS,
        request=shapes.ConfirmSerializer,
        responses={202: shapes.ItemImportSerializer, **problems(s403="not-allowed", s409="import-refused")},
    )
    def post(self, request: Request, import_id: int) -> Response:
        """Store the items: all in one transaction, or none."""
        values = read_body(shapes.ConfirmSerializer, request)
        found = requests.confirm_import(item_import=self.find(import_id), is_partial=values["is_partial"])
        return Response(shapes.ItemImportSerializer(found).data, status=202)


# --- out ------------------------------------------------------------------------------------------
class ItemExportListView(ListAPIView[ItemExport]):
    """Files of items that were asked for, newest first."""

    serializer_class = shapes.ItemExportSerializer
    permission_classes = (MayHandle,)
    queryset = list_exports()

    @extend_schema(
        operation_id="itemExports",
        tags=TAGS,
        responses={200: shapes.ItemExportSerializer(many=True), **problems(s403="not-allowed")},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="exportItems",
        tags=TAGS,
        request=shapes.RequestExportSerializer,
        responses={
            202: shapes.ItemExportSerializer,
            **problems(s400="export-refused, invalid-input", s403="not-allowed"),
        },
    )
    def post(self, request: Request) -> Response:
        """Ask for a file of items: the newest version of each, key and rationales included."""
        values = read_body(shapes.RequestExportSerializer, request)
        found = requests.request_export(actor=get_person(request), format_name=values["format"], codes=values["codes"])
        return Response(shapes.ItemExportSerializer(found).data, status=202)


class _OneExport(GenericAPIView[ItemExport]):
    permission_classes = (MayHandle,)
    queryset = list_exports()

    def find(self, export_id: int) -> ItemExport:
        return _find(self.get_queryset(), export_id, "There is no such export.")


class ItemExportView(_OneExport):
    @extend_schema(
        operation_id="itemExport",
        tags=TAGS,
        responses={200: shapes.ItemExportSerializer, **problems(s403="not-allowed")},
    )
    def get(self, request: Request, export_id: int) -> Response:
        """How far it is. Ask again every second while it is being written."""
        return Response(shapes.ItemExportSerializer(self.find(export_id)).data)


class ExportFileView(_OneExport):
    @extend_schema(
        operation_id="exportFile",
        tags=TAGS,
        responses={(200, "*/*"): OpenApiTypes.BINARY, **problems(s403="not-allowed")},
    )
    def get(self, request: Request, export_id: int) -> HttpResponse:
        """The file itself; for seven days."""
        found = self.find(export_id)
        data = get_file(item_export=found)
        if data is None:
            raise NotFound("There is no file: it is not written yet, or no longer kept.")
        return respond_with_file(found, data)


class TemplateView(GenericAPIView[ItemImport]):
    permission_classes = (MayHandle,)
    queryset = list_imports()

    @extend_schema(
        operation_id="itemTemplate",
        tags=TAGS,
        responses={(200, "*/*"): OpenApiTypes.BINARY, **problems(s403="not-allowed")},
    )
    def get(self, request: Request, format_name: str) -> HttpResponse:
        """An empty table to fill in, with one example: `xlsx` or `csv`."""
        response = respond_with_template(format_name)
        if response is None:
            raise NotFound("There are templates for xlsx and csv.")
        return response
