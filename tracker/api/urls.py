"""Addresses of the record's API, below /api/v1/. Those of the judgement are in its own package."""

from django.urls import path

from tracker.api import batches, bringing, correcting, feeds, reading, reports, schema, sources, statements, topics

app_name = "api"
urlpatterns = [
    path("schema/", schema.Schema.as_view(), name="schema"),
    path("docs/", schema.Docs.as_view(), name="docs"),
    path("reports", reports.Reports.as_view(), name="reports"),
    path("reports/batch", batches.Batch.as_view(), name="report_batch"),
    path("reports/fetch", bringing.FetchReport.as_view(), name="report_fetch"),
    path("reports/upload", bringing.UploadReport.as_view(), name="report_upload"),
    path("reports/<uuid:uuid>", reports.OneReport.as_view(), name="report"),
    path("feeds", feeds.Feeds.as_view(), name="feeds"),
    path("feeds/<uuid:uuid>", feeds.OneFeed.as_view(), name="feed"),
    path("feeds/<uuid:uuid>/change", feeds.Change.as_view(), name="feed_change"),
    path("feeds/<uuid:uuid>/pause", feeds.Pause.as_view(), name="feed_pause"),
    path("feeds/<uuid:uuid>/resume", feeds.Resume.as_view(), name="feed_resume"),
    path("feeds/<uuid:uuid>/poll", feeds.Poll.as_view(), name="feed_poll"),
    path("feed_items", feeds.FeedItems.as_view(), name="feed_items"),
    path("statements", correcting.ReadOrMark.as_view(), name="statements"),
    path("statements/<uuid:uuid>", statements.OneStatement.as_view(), name="statement"),
    path("statements/<uuid:uuid>/correct", correcting.Correct.as_view(), name="statement_correct"),
    path("sources", sources.Sources.as_view(), name="sources"),
    path("sources/<uuid:uuid>", sources.OneSource.as_view(), name="source"),
    path("topics", topics.Topics.as_view(), name="topics"),
    path("topics/<uuid:uuid>", topics.OneTopic.as_view(), name="topic"),
    path("work", topics.Work.as_view(), name="work"),
    path("read", reading.Read.as_view(), name="read"),
]
