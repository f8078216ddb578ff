from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for ever-cacheable files, with the runner's module imports rewritten too."""

    support_js_module_import_aggregation = True
    manifest_strict = True
