"""django-import-export reading, dry-running and importing the same 5,000 × 40 rows."""

import os
import tempfile
import time

import django
from ledger_file import as_plain_table
from measured import Figure, peak_megabytes, report

ROWS = 5000
COLUMNS = {
    "项目名称": "name", "责任单位": "unit", "建设单位": "owner", "建设地点": "place", "建设内容": "content",
    "总投资（万元）": "total_investment", "年度计划投资（万元）": "plan", "1-10月累计完成投资（万元）": "done",
    "形象进度": "progress", "存在问题": "problems", "包联领导": "leader", "责任人": "responsible",
}  # fmt: skip


def main() -> None:
    """Time the dry run (its preview) and the import, each with reading the file."""
    import tablib  # noqa: PLC0415 - after the settings of this process
    from django.db import connection  # noqa: PLC0415 - after the settings of this process
    from import_export import fields, resources  # noqa: PLC0415 - after the settings of this process
    from peer.models import PlainProject  # noqa: PLC0415 - after the settings of this process

    with connection.schema_editor() as editor:
        editor.create_model(PlainProject)
    declared = {field: fields.Field(attribute=field, column_name=title) for title, field in COLUMNS.items()}
    meta = type("Meta", (), {
        "model": PlainProject, "import_id_fields": ("unit", "name"), "fields": tuple(COLUMNS.values()),
        "skip_unchanged": True, "report_skipped": True, "use_transactions": True,
    })  # fmt: skip
    resource = type("Resource", (resources.ModelResource,), {**declared, "Meta": meta})()
    content = as_plain_table(ROWS)
    figures = []
    for what, dry_run in (("django-import-export dry run", True), ("django-import-export import", False)):
        start = time.perf_counter()
        result = resource.import_data(tablib.Dataset().load(content, format="xlsx"), dry_run=dry_run)
        seconds = time.perf_counter() - start
        if result.totals["new"] != ROWS:
            raise SystemExit(f"the peer read {dict(result.totals)}")
        figures.append(Figure(what, seconds, None, peak_megabytes(), "plain table, no history"))
    report(figures)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(GUANMO_HOME=home, DJANGO_SETTINGS_MODULE="peer_settings")
        django.setup()
        main()
